# SPDX-License-Identifier: Apache-2.0
#
# store.sqlite: two months in several versions, as a feed gave them, and two catalogues.
# Documents are imported by relative paths: answers name them.
cp -R "$INPUTS/store" store
keep() { # time file...
  fetched=$1
  shift
  HOME=$PWD "$PROGRAM" import --store store.sqlite --fetched-at "$fetched" "$@" >/dev/null
}
keep 2022-09-13T18:00:00Z store/2022-Sep.1.xml
keep 2022-11-08T18:00:00Z store/2022-Sep.2.xml store/2022-Nov.1.xml
keep 2022-11-11T18:00:00Z store/2022-Nov.2.xml
keep 2022-11-25T18:00:00Z store/2022-Nov.3.xml
cat >kev.json <<'KEV'
{"title": "Example", "catalogVersion": "2022.11.14", "dateReleased": "2022-11-14T17:04:19Z",
 "count": 1, "vulnerabilities": [{"cveID": "CVE-2022-0201", "vendorProject": "Example",
 "product": "Example", "vulnerabilityName": "Example", "dateAdded": "2022-11-14",
 "shortDescription": "Example", "requiredAction": "Apply updates.", "dueDate": "2022-12-05",
 "knownRansomwareCampaignUse": "Known", "notes": ""}]}
KEV
printf '#model_version:v2022.01.01,score_date:2022-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2022-0201,0.97567,0.99995\nCVE-2022-0202,0.00113,0.43131\n' >epss.csv
keep 2022-11-21T06:00:00Z kev.json epss.csv
