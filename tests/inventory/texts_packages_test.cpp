// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/texts_reading.hpp"

namespace patchmatrix {
namespace {

using test::read_text;
using test::records_of;

TEST(PackageList, OfRpmHasNoEpochs) {
  EXPECT_EQ(records_of("openssl-libs-3.0.7-24.el9.x86_64\n"
                       "tzdata-2023c-1.el9.noarch\n"
                       "gpg-pubkey-8483c65d-5ccc5b19\n"
                       "java-11-openjdk-11.0.20.0.8-3.el9.x86_64\n",
                       "web1_rpm-qa.txt"),
            "rpm\n"
            "1: hostname=web1 software-kind=rpm software=openssl-libs software-version=3.0.7 "
            "release=24.el9 software-architecture=x86_64\n"
            "2: hostname=web1 software-kind=rpm software=tzdata software-version=2023c "
            "release=1.el9 software-architecture=noarch\n"
            "4: hostname=web1 software-kind=rpm software=java-11-openjdk "
            "software-version=11.0.20.0.8 release=3.el9 software-architecture=x86_64\n");
}

// Where a list shows one epoch it shows all: those without have none.
TEST(PackageList, OfRpmMayShowEpochs) {
  const std::string expected =
      "rpm\n1: hostname=web1 software-kind=rpm software=openssl-libs software-version=3.0.7 "
      "release=24.el9 software-architecture=x86_64 epoch=1\n"
      "2: hostname=web1 software-kind=rpm software=bash software-version=5.1.8 release=6.el9 "
      "software-architecture=x86_64 epoch=0\n";
  for (const char* text : {
           "openssl-libs-1:3.0.7-24.el9.x86_64\nbash-(none):5.1.8-6.el9.x86_64\n",
           "openssl-libs-1:3.0.7-24.el9.x86_64\nbash-0:5.1.8-6.el9.x86_64\n",
           "openssl-libs-1:3.0.7-24.el9.x86_64\nbash-5.1.8-6.el9.x86_64\n",
           "1:openssl-libs-3.0.7-24.el9.x86_64\n(none):bash-5.1.8-6.el9.x86_64\n",
           "openssl-libs\t1\t3.0.7\t24.el9\tx86_64\nbash\t(none)\t5.1.8\t6.el9\tx86_64\n",
           "openssl-libs 1 3.0.7 24.el9 x86_64\nbash (none) 5.1.8 6.el9 x86_64\n",
           "openssl-libs\t1\t3.0.7-24.el9\tx86_64\nbash\t0\t5.1.8-6.el9\tx86_64\n",
           "openssl-libs\t1:3.0.7-24.el9\tx86_64\nbash\t5.1.8-6.el9\tx86_64\n",
       })
    EXPECT_EQ(records_of(text, "web1_rpms.txt"), expected) << text;
}

TEST(PackageList, OfRpmMayHaveColumnsWithoutEpoch) {
  const std::string expected =
      "rpm\n1: hostname=web1 software-kind=rpm software=bash software-version=5.1.8 "
      "release=6.el9 software-architecture=x86_64\n";
  for (const char* text :
       {"bash\t5.1.8\t6.el9\tx86_64\n", "bash 5.1.8 6.el9 x86_64\n", "bash\t5.1.8-6.el9\tx86_64\n"})
    EXPECT_EQ(records_of(text, "web1_rpms.txt"), expected) << text;
}

TEST(PackageList, OfRpmMayNameSourcesAndModules) {
  EXPECT_EQ(
      records_of("nodejs\t1\t18.14.2\t3.module+el8\tx86_64\tnodejs-18.14.2-3.module+el8.src.rpm\t"
                 "nodejs:18:8070020230306170042:bd1311ed\n",
                 "web1_rpms.txt"),
      "rpm\n1: hostname=web1 software-kind=rpm software=nodejs software-version=18.14.2 "
      "release=3.module+el8 software-architecture=x86_64 epoch=1 source-package=nodejs "
      "module=nodejs:18\n");
}

TEST(PackageList, OfAnOldRpmHasNoArchitectures) {
  EXPECT_EQ(records_of("openssl-0.9.8e-40.el5_11\nbash-3.2-33.el5\ntzdata-2016j-1.el5\n",
                       "web1_rpms.txt"),
            "rpm\n1: hostname=web1 software-kind=rpm software=openssl software-version=0.9.8e "
            "release=40.el5_11\n"
            "2: hostname=web1 software-kind=rpm software=bash software-version=3.2 release=33.el5\n"
            "3: hostname=web1 software-kind=rpm software=tzdata software-version=2016j "
            "release=1.el5\n");
}

TEST(PackageList, OfDpkgTellsWhatIsInstalled) {
  const auto read = read_text(
      "Desired=Unknown/Install/Remove/Purge/Hold\n"
      "| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n"
      "|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n"
      "||/ Name           Version            Architecture Description\n"
      "+++-==============-==================-============-=================================\n"
      "ii  libssl3:amd64  3.0.11-1~deb12u2   amd64        Secure Sockets Layer toolkit\n"
      "hi  vim            2:9.0.1378-2       amd64        Vi IMproved\n"
      "rc  old-package    1.0-1              all          removed, its settings are there\n"
      "un  none           <none>             <none>       (no description available)\n"
      "iHR broken         1.0-1              amd64        half there\n",
      "db1_dpkg-l.txt");
  EXPECT_EQ(read.format, "dpkg");
  EXPECT_EQ(read.records,
            "6: hostname=db1 software-kind=deb software=libssl3 software-version=3.0.11-1~deb12u2 "
            "software-architecture=amd64\n"
            "7: hostname=db1 software-kind=deb software=vim software-version=2:9.0.1378-2 "
            "software-architecture=amd64\n");
  EXPECT_EQ(read.diagnostics, "");
}

TEST(PackageList, OfDpkgQueryHasTwoColumns) {
  EXPECT_EQ(records_of("adduser\t3.134\nlibssl3:amd64\t3.0.11-1~deb12u2\nnot-installed\t\n"
                       "openssl\t3.0.11-1~deb12u2\tamd64\topenssl\t3.0.11-1~deb12u2\n",
                       "db1_dpkg.txt"),
            "dpkg\n1: hostname=db1 software-kind=deb software=adduser software-version=3.134\n"
            "2: hostname=db1 software-kind=deb software=libssl3 "
            "software-version=3.0.11-1~deb12u2 software-architecture=amd64\n"
            "4: hostname=db1 software-kind=deb software=openssl "
            "software-version=3.0.11-1~deb12u2 software-architecture=amd64 "
            "source-package=openssl source-version=3.0.11-1~deb12u2\n");
}

TEST(PackageList, MayBeginWithTheSystem) {
  EXPECT_EQ(records_of("# system\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
                       "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n\n"
                       "adduser\t3.134\n",
                       "db1_packages.txt"),
            "dpkg\n2: hostname=db1 os-name=Debian GNU/Linux os-version=12\n"
            "7: hostname=db1 software-kind=deb software=adduser software-version=3.134\n");
  EXPECT_EQ(
      records_of("NAME='Red Hat Enterprise Linux'\nVERSION=\"9.1 (Plow)\"\nID=\"rhel\"\n"
                 "VERSION_ID=\"9.1\"\nCPE_NAME=\"cpe:/o:redhat:enterprise_linux:9::baseos\"\n",
                 "web1_os-release.txt"),
      "os-release\n1: hostname=web1 os-name=Red Hat Enterprise Linux os-version=9.1\n");
}

TEST(PackageList, NamesLinesThatAreNoPackages) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "bash-5.1.8-6.el9.x86_64\n";
  const auto read = read_text(text + "warning: something\n" + std::string(5'000, 'a') + "-1-1\n",
                              "web1_rpms.txt");
  EXPECT_EQ(read.format, "rpm");
  EXPECT_EQ(read.diagnostics, "unread-line web1_rpms.txt:21 ×2\n");
}

TEST(PackageList, IsNoOtherText) {
  for (const std::string& text : std::initializer_list<std::string>{
           "", "hostname\nsrv-01-02\n", "srv-01-02\nsrv-01-03\n", "hostname\tversion\nweb1\t9.1\n",
           "name,version\nbash,5.1\n", "web1 linux\n", "ID=debian\n", "NAME=Example\nsomething\n",
           std::string(5'000'000, '-'), std::string(5'000'000, 'a') + "-1-1.x86_64",
           std::string(1'000'000, '\t')})
    EXPECT_EQ(records_of(text, "PC01.txt"), "declined\n") << text.substr(0, 60);
}

}  // namespace
}  // namespace patchmatrix
