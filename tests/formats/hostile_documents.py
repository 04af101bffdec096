# SPDX-License-Identifier: Apache-2.0
"""Advisories whose every field holds what some program would act on.

One vulnerability and one product an attack; the attack stands in every field that a report shows.
"""

import json
import os
from xml.sax.saxutils import escape

LONG = "A long title, " + "長い題名 " * 14_000 + "end"  # more than 100,000 bytes

ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></title></textarea><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "`onfocus=alert(1) autofocus`",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://example.org/\" onclick=\"alert(1)",
    "https://user:secret@example.org/",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u3000=1+1",
    "＝1+1",
    "＠SUM(A1)",
    "_x003D_1+1",
    "right to left \u202Eevil\u202C \u2066isolated\u2069 end",
    "controls \u0085\u009B31m end",
    "]]>",
    "-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "<https://example.org/>",
    "| a | b |",
    "\\| a \\",
    "# heading",
    "a\n\n# heading\n- item\n",
    "{{mustache}} {{{triple}}} {{#section}} {{> partial}}",
    "{slot} {n} {title}",
    '"quotes", commas; semicolons',
    "'apostrophe",
    "\uFEFFmark",
    "zero\u200Bwidth",
    "emoji 😀 and 漢字",
    LONG,
]

# What JSON can write and XML cannot.
CONTROLS = ["\x00nul", "\x1b[31mred\x1b[0m", "bell\x07 back\x08space \x7f"]


def affordable(attack):
    """The attack for fields that stand once a product: a long one there would only take time."""
    return attack if len(attack) < 1000 else "=" + attack[:200]


def xml(text):
    """Line ends and tabs as references, which readers of XML must keep."""
    return escape(text, {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def cvrf():
    """The bytes of a monthly document."""
    products, vulnerabilities = [], []
    for i, attack in enumerate(ATTACKS):
        short = xml(affordable(attack))
        long = xml(attack)
        products.append('<p:FullProductName ProductID="%d">%s</p:FullProductName>' % (i, short))
        own = "<v:ProductID>%d</v:ProductID><v:ProductID>windows</v:ProductID>" % i
        vulnerabilities.append(
            "<v:Vulnerability><v:Title>%s</v:Title>" % long
            + '<v:Notes><v:Note Type="Tag" Title="%s">%s</v:Note>' % (short, short)
            + '<v:Note Type="Description" Title="Description">%s</v:Note>' % long
            + '<v:Note Type="CNA" Title="Microsoft">Microsoft</v:Note></v:Notes>'
            + "<v:CVE>%s</v:CVE>" % ("CVE-2022-%d" % (10001 + i) if i % 4 else short)
            + '<v:ProductStatuses><v:Status Type="Known Affected">%s</v:Status></v:ProductStatuses>' % own
            + '<v:Threats><v:Threat Type="Severity"><v:Description>%s</v:Description>%s</v:Threat>'
            % (short if i % 2 else "Critical", own)
            + '<v:Threat Type="Impact"><v:Description>%s</v:Description>%s</v:Threat>'
            % (short if i % 3 else "Remote Code Execution", own)
            + '<v:Threat Type="Exploit Status"><v:Description>Publicly Disclosed:Yes;Exploited:%s;'
            "Latest Software Release:%s</v:Description></v:Threat></v:Threats>"
            % ("Yes" if i % 5 == 0 else "No", short)
            + "<v:CVSSScoreSets><v:ScoreSet><v:BaseScore>9.8</v:BaseScore><v:Vector>%s</v:Vector>%s"
            "</v:ScoreSet></v:CVSSScoreSets>" % (short, own)
            + '<v:Remediations><v:Remediation Type="Vendor Fix"><v:Description>%s</v:Description>'
            "<v:URL>%s</v:URL><v:Supercedence>%s</v:Supercedence>%s<v:RestartRequired>%s"
            "</v:RestartRequired><v:SubType>%s</v:SubType><v:FixedBuild>%s</v:FixedBuild></v:Remediation>"
            % (5000000 + i if i % 2 else short, short, short, own, short, short, short)
            + '<v:Remediation Type="Known Issue"><v:Description>%s</v:Description><v:URL>%s</v:URL>%s'
            "</v:Remediation></v:Remediations>"
            % (5000000 + i if i % 2 else short, short, own)
            + "<v:Acknowledgments><v:Acknowledgment><v:Name>%s</v:Name><v:URL>%s</v:URL>"
            "</v:Acknowledgment></v:Acknowledgments>" % (short, short)
            + "<v:RevisionHistory><v:Revision><v:Number>%s</v:Number><v:Date>2022-11-09T00:00:00</v:Date>"
            "<v:Description>%s</v:Description></v:Revision></v:RevisionHistory></v:Vulnerability>"
            % ("2.0" if i % 2 else short, long)
        )
    return (
        '<cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1"'
        ' xmlns:v="http://www.icasi.org/CVRF/schema/vuln/1.1"'
        ' xmlns:p="http://www.icasi.org/CVRF/schema/prod/1.1">'
        "<DocumentTitle>%s</DocumentTitle><DocumentType>%s</DocumentType>"
        '<DocumentPublisher Type="Vendor"><ContactDetails>secure@microsoft.com</ContactDetails>'
        "<IssuingAuthority>%s</IssuingAuthority></DocumentPublisher>"
        "<DocumentTracking><Identification><ID>2022-Nov%s</ID></Identification><Status>%s</Status>"
        "<RevisionHistory><Revision><Number>%s</Number></Revision></RevisionHistory>"
        "<InitialReleaseDate>2022-11-08T08:00:00</InitialReleaseDate>"
        "<CurrentReleaseDate>2022-11-08T08:00:00</CurrentReleaseDate></DocumentTracking>"
        "<p:ProductTree>%s"
        '<p:FullProductName ProductID="windows">Windows 10 Version 22H2 for x64-based Systems</p:FullProductName>'
        "</p:ProductTree>%s</cvrfdoc>"
        % (xml(LONG), xml(ATTACKS[0]), xml(ATTACKS[0]), xml(ATTACKS[3]), xml(ATTACKS[0]),
           xml(ATTACKS[11]), "".join(products), "".join(vulnerabilities))
    ).encode()


def csaf():
    """The bytes of an advisory of a publisher that nobody knows."""
    attacks = ATTACKS + CONTROLS
    branches, vulnerabilities = [], []
    for i, attack in enumerate(attacks):
        short = affordable(attack)
        name = "p%d" % i
        branches.append(
            {"category": "product_name", "name": short,
             "branches": [{"category": "product_version", "name": short,
                           "product": {"product_id": name, "name": short,
                                       "product_identification_helper": {"model_numbers": [short]}}}]}
        )
        vulnerability = {
            "title": attack,
            "product_status": {"known_affected": [name]},
            "notes": [{"category": "summary", "title": short, "text": attack}],
            "remediations": [{"category": "vendor_fix", "details": short, "url": short,
                              "product_ids": [name]}],
            "threats": [{"category": "impact", "details": short, "product_ids": [name]}],
            "references": [{"summary": short, "url": short}],
            "acknowledgments": [{"names": [short], "organization": short, "urls": [short]}],
            "scores": [{"products": [name],
                        "cvss_v3": {"version": "3.1", "baseScore": 9.8, "baseSeverity": short,
                                    "vectorString": short}}],
        }
        if i % 3:
            vulnerability["cve"] = "CVE-2023-%d" % (10001 + i)
        else:
            vulnerability["ids"] = [{"system_name": short, "text": short}]
        vulnerabilities.append(vulnerability)
    return json.dumps(
        {
            "document": {
                "category": "csaf_security_advisory", "csaf_version": "2.0", "title": LONG,
                "aggregate_severity": {"text": ATTACKS[0], "namespace": "javascript:alert(1)"},
                "distribution": {"tlp": {"label": "AMBER"}, "text": ATTACKS[0]},
                "publisher": {"category": "vendor", "name": ATTACKS[3], "namespace": "javascript:alert(1)"},
                "tracking": {
                    "id": ATTACKS[0], "status": "interim", "version": ATTACKS[11],
                    "initial_release_date": "2023-01-03T08:00:00Z",
                    "current_release_date": "2023-01-03T08:00:00Z",
                    "revision_history": [{"date": "2023-01-03T08:00:00Z", "number": ATTACKS[11],
                                          "summary": LONG}],
                },
            },
            "product_tree": {"branches": [{"category": "vendor", "name": ATTACKS[0],
                                           "branches": branches}]},
            "vulnerabilities": vulnerabilities,
        }
    ).encode()


def write(folder):
    """Writes both documents; gives their paths."""
    os.makedirs(folder, exist_ok=True)
    out = []
    for name, content in (("hostile.xml", cvrf()), ("hostile.json", csaf())):
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        out.append(path)
    return out
