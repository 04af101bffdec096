// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/texts_reading.hpp"

namespace patchmatrix {
namespace {

using test::read_text;
using test::records_of;

struct Language {
  const char* code;
  const char* text;
  const char* version;
};

// Labels and "n hotfixes installed" as the program prints them in each language.
constexpr Language kLanguages[] = {
    {"en",
     "\r\nHost Name:                 PC01\r\nOS Name:                   Microsoft Windows 11 "
     "Pro\r\n"
     "OS Version:                10.0.22621 N/A Build 22621\r\n"
     "System Type:               x64-based PC\r\n"
     "Hotfix(s):                 2 Hotfix(s) Installed.\r\n"
     "                           [01]: KB5019980\r\n                           [02]: KB5017026\r\n"
     "Network Card(s):           1 NIC(s) Installed.\r\n"
     "                           [01]: Adapter\r\n                                 IP "
     "address(es)\r\n"
     "                                 [01]: 192.0.2.1\r\n",
     "10.0.22621 N/A Build 22621"},
    {"de",
     "Hostname:                                      PC01\n"
     "Betriebssystemname:                            Microsoft Windows 11 Pro\n"
     "Betriebssystemversion:                         10.0.22621 Nicht zutreffend Build 22621\n"
     "Systemtyp:                                     x64-based PC\n"
     "Hotfix(es):                                    2 Hotfix(e) installiert.\n"
     "                                               [01]: KB5019980\n"
     "                                               [02]: KB5017026\n",
     "10.0.22621 Nicht zutreffend Build 22621"},
    {"es",
     "Nombre de host:                            PC01\n"
     "Nombre del sistema operativo:              Microsoft Windows 11 Pro\n"
     "Versión del sistema operativo:             10.0.22621 N/D Compilación 22621\n"
     "Tipo de sistema:                           x64-based PC\n"
     "Revisión(es):                              2 revisión(es) instaladas.\n"
     "                                           [01]: KB5019980\n"
     "                                           [02]: KB5017026\n",
     "10.0.22621 N/D Compilación 22621"},
    {"it",
     "Nome host:                            PC01\nNome SO:                              Microsoft "
     "Windows 11 Pro\nVersione SO:                          10.0.22621 N/D build 22621\n"
     "Tipo sistema:                         x64-based PC\n"
     "Aggiornamenti rapidi:                 2 Aggiornamenti rapidi installati.\n"
     "                                      [01]: KB5019980\n"
     "                                      [02]: KB5017026\n",
     "10.0.22621 N/D build 22621"},
    {"fr",
     "Nom de l’hôte:                              PC01\n"
     "Nom du système d’exploitation:              Microsoft Windows 11 Pro\n"
     "Version du système:                         10.0.22621 N/A version 22621\n"
     "Type du système:                            x64-based PC\n"
     "Mémoire virtuelle : disponible:             886 Mo\n"
     "Correctif(s):                               2 Corrections installées.\n"
     "                                            [01]: KB5019980\n"
     "                                            [02]: KB5017026\n",
     "10.0.22621 N/A version 22621"},
    {"ru",
     "Имя узла:                         PC01\nНазвание ОС:                      Microsoft Windows "
     "11 "
     "Pro\nВерсия ОС:                        10.0.22621 Н/Д построение 22621\n"
     "Тип системы:                      x64-based PC\n"
     "Исправление(я):                   Число установленных исправлений - 2.\n"
     "                                  [01]: KB5019980\n"
     "                                  [02]: KB5017026\n",
     "10.0.22621 Н/Д построение 22621"},
    {"pt",
     "Nome do host:                              PC01\n"
     "Nome do sistema operacional:               Microsoft Windows 11 Pro\n"
     "Versão do sistema operacional:             10.0.22621 N/A compilação 22621\n"
     "Tipo de sistema:                           x64-based PC\n"
     "Hotfix(es):                                2 hotfix(es) instalado(s).\n"
     "                                           [01]: KB5019980\n"
     "                                           [02]: KB5017026\n",
     "10.0.22621 N/A compilação 22621"},
    {"ja",
     "ホスト名:               PC01\nOS 名:                  Microsoft Windows 11 Pro\n"
     "OS バージョン:          10.0.22621 N/A ビルド 22621\n"
     "OS 構成:                スタンドアロン ワークステーション\n"
     "システムの種類:         x64-based PC\n"
     "ホットフィックス:       2 ホットフィックスがインストールされています。\n"
     "                        [01]: KB5019980\n                        [02]: KB5017026\n",
     "10.0.22621 N/A ビルド 22621"},
    {"zh-CN",
     "主机名:           PC01\nOS 名称:          Microsoft Windows 11 Pro\n"
     "OS 版本:          10.0.22621 暂缺 Build 22621\n系统类型:         x64-based PC\n"
     "修补程序:         安装了 2 个修补程序。\n                  [01]: KB5019980\n"
     "                  [02]: KB5017026\n",
     "10.0.22621 暂缺 Build 22621"},
    {"zh-TW",
     "主機名稱:             PC01\n作業系統名稱:         Microsoft Windows 11 Pro\n"
     "作業系統版本:         10.0.22621 N/A 組建 22621\n系統類型:             x64-based PC\n"
     "Hotfix:               已安裝 2 Hotfix。\n                      [01]: KB5019980\n"
     "                      [02]: KB5017026\n",
     "10.0.22621 N/A 組建 22621"},
    {"ko",
     "호스트 이름:             PC01\nOS 이름:                 Microsoft Windows 11 Pro\n"
     "OS 버전:                 10.0.22621 N/A 빌드 22621\n시스템 종류:             x64-based PC\n"
     "핫픽스:                  2개의 핫픽스 설치됨\n                         [01]: KB5019980\n"
     "                         [02]: KB5017026\n",
     "10.0.22621 N/A 빌드 22621"},
    {"a language without labels",
     "Aaa:     PC01\nBbb:     Microsoft Windows 11 Pro\nCcc:     10.0.22621 xyz 22621\n"
     "Ddd:     x64-based PC\nEee:     2 fff.\n         [01]: KB5019980\n         [02]: KB5017026\n",
     "10.0.22621 xyz 22621"},
};

std::string expected_records(const Language& language) {
  return std::string("hostname=PC01 os-name=Microsoft Windows 11 Pro os-version=") +
         language.version +
         " architecture=x64-based PC announced-updates=2 updates=KB5019980 updates=KB5017026\n";
}

TEST(SystemReport, IsReadInEveryLanguage) {
  for (const Language& language : kLanguages) {
    const std::string records = records_of(language.text);
    const std::string line = language.text[0] == '\r' ? "2: " : "1: ";
    EXPECT_EQ(records, "systeminfo\n" + line + expected_records(language)) << language.code;
  }
}

// The program writes the code page of the console. Whatever a decoder makes of it, forms remain.
TEST(SystemReport, IsReadWhereBytesWereDecodedWrongly) {
  const char* text =
      "Nombre de host:                            PC01\n"
      "Nombre del sistema operativo:              Microsoft Windows 10 Pro\n"
      "Versi｢n del sistema operativo:             10.0.17763 N/D Compilaci｢n 17763\n"
      "Tipo de sistema:                           X86-based PC\n"
      "Revisi｢n(es):                              1 revisi｢n(es) instaladas.\n"
      "                                           [01]: KB4486553\n";
  EXPECT_EQ(records_of(text),
            "systeminfo\n1: hostname=PC01 os-name=Microsoft Windows 10 Pro "
            "os-version=10.0.17763 N/D Compilaci｢n 17763 architecture=X86-based PC "
            "announced-updates=1 updates=KB4486553\n");
}

TEST(SystemReport, TellsServicePacks) {
  EXPECT_EQ(records_of("Host Name:   PC01\nOS Name:     Microsoft Windows 7 Enterprise \n"
                       "OS Version:  6.1.7601 Service Pack 1 Build 7601\n"),
            "systeminfo\n1: hostname=PC01 os-name=Microsoft Windows 7 Enterprise "
            "os-version=6.1.7601 Service Pack 1 Build 7601\n");
}

TEST(SystemReport, KeepsTheAnnouncedNumberBesideAListThatIsCutOff) {
  EXPECT_EQ(records_of("Host Name: PC01\nOS Name: Example\nHotfix(s): 273 Hotfix(s) Installed.\n"
                       "   [01]: KB2849697\n   [02]: KB2849696\n   [03]\n"
                       "Network Card(s): 1 NIC(s) Installed.\n"),
            "systeminfo\n1: hostname=PC01 os-name=Example announced-updates=273 "
            "updates=KB2849697 updates=KB2849696\n");
}

// "KB501998" would name another update than the one that was cut.
TEST(SystemReport, LeavesOutAnUpdateWhereTheTextBreaksOff) {
  EXPECT_EQ(records_of("Host Name: PC01\nOS Name: Example\nHotfix(s): 2 Hotfix(s) Installed.\n"
                       "   [01]: KB5019980\n   [02]: KB501998"),
            "systeminfo\n1: hostname=PC01 os-name=Example announced-updates=2 "
            "updates=KB5019980\n");
}

TEST(SystemReport, TellsNothingOfAListThatIsNotAvailable) {
  EXPECT_EQ(records_of("Host Name: PC01\nOS Name: Example\nHotfix(s):     N/A\n"
                       "Network Card(s): N/A\n"),
            "systeminfo\n1: hostname=PC01 os-name=Example\n");
}

TEST(SystemReport, TakesTheHostFromTheFileWhereItWasTakenOut) {
  for (const char* host : {"Host Name:  ...\n", "Host Name:  ***\n", "Host Name:\n", ""})
    EXPECT_EQ(records_of(host + std::string("OS Name: Example\nOS Version: 10.0.17763 N/A Build "
                                            "17763\n"),
                         "folder/PC07_systeminfo.txt")
                  .substr(14),
              "os-name=Example os-version=10.0.17763 N/A Build 17763 hostname=PC07\n")
        << host;
}

TEST(SystemReport, TakesTheHostFromTheFolderWhereTheFileHasACommonName) {
  const char* text = "OS Name: Example\nOS Version: 10.0.17763 N/A Build 17763\n";
  EXPECT_EQ(records_of(text, "fleet/PC08/systeminfo.txt"),
            "systeminfo\n1: os-name=Example os-version=10.0.17763 N/A Build 17763 hostname=PC08\n");
  EXPECT_EQ(records_of(text, "systeminfo.txt"),
            "systeminfo\n1: os-name=Example os-version=10.0.17763 N/A Build 17763 "
            "hostname=systeminfo\n");
}

TEST(SystemReport, MayStandSeveralTimesInOneFile) {
  EXPECT_EQ(records_of("Host Name: PC01\nOS Name: Example 1\nOS Version: 10.0.17763 N/A Build "
                       "17763\nHotfix(s): 1 Hotfix(s) Installed.\n  [01]: KB5019966\n\n"
                       "Host Name: PC02\nOS Name: Example 2\nOS Version: 10.0.19045 N/A Build "
                       "19045\nHotfix(s): 1 Hotfix(s) Installed.\n  [01]: KB5019959\n"),
            "systeminfo\n"
            "1: hostname=PC01 os-name=Example 1 os-version=10.0.17763 N/A Build 17763 "
            "announced-updates=1 updates=KB5019966\n"
            "7: hostname=PC02 os-name=Example 2 os-version=10.0.19045 N/A Build 19045 "
            "announced-updates=1 updates=KB5019959\n");
}

TEST(SystemReport, NotesWhatLabelsWereTakenFor) {
  const auto read = read_text(
      "OS 名: Example\nOS バージョン: 10.0.19045 N/A ビルド 19045\n"
      "資産: A-17\n",
      "PC01.txt", {{"asset", "資産"}});
  EXPECT_EQ(read.columns, "資産→asset (mapped)\nOS 名→os-name\nOS バージョン→os-version\n");
  EXPECT_EQ(read.records,
            "1: asset=A-17 os-name=Example os-version=10.0.19045 N/A ビルド 19045 hostname=PC01\n");
}

// systeminfo /fo csv: the labels are headers, the list of updates is one field.
TEST(SystemReport, IsReadAsATable) {
  const std::string header =
      R"("ホスト名","OS 名","OS バージョン","OS 製造元","OS 構成","OS ビルドの種類","登録されている所有者",)"
      R"("登録されている組織","プロダクト ID","最初のインストール日付","システム起動時間","システム製造元",)"
      R"("システム モデル","システムの種類","プロセッサ","ホットフィックス","ネットワーク カード")";
  const std::string row =
      R"("PC01","Microsoft Windows 11 Pro","10.0.22621 N/A ビルド 22621","Example","a","b","c",)"
      R"("say ""d""","e","f","g","h","i","x64-based PC","1 プロセッサ,[01]: Example",)"
      R"("2 ホットフィックス,[01]: KB5019980,[02]: KB5017026","1 NIC,[01]: Example,)"
      "\n  [01]: 192.0.2.1\"";
  const std::string expected =
      "hostname=PC01 os-name=Microsoft Windows 11 Pro os-version=10.0.22621 N/A ビルド 22621 "
      "architecture=x64-based PC announced-updates=2 updates=KB5019980 updates=KB5017026\n";
  EXPECT_EQ(records_of(header + "\r\n" + row + "\r\n"), "systeminfo\n2: " + expected);
  // Of several machines, and without headers.
  EXPECT_EQ(records_of("\n" + header + "\n" + row + "\n" + header + "\n" + row + "\n"),
            "systeminfo\n3: " + expected + "6: " + expected);
  EXPECT_EQ(records_of(row + "\n"), "systeminfo\n1: " + expected);
}

TEST(SystemReport, IsNoOtherText) {
  for (const std::string& text : std::initializer_list<std::string>{
           "", "\n\n", "Host Name", "Host Name: PC01\n", "Note: see OS Version\n",
           "Hostname;OS Name;OS Version\nPC01;Example;10.0.19045\n",
           "\"Host Name\",\"OS Name\",\"OS Version\"\n\"PC01\",\"Example\",\"10.0.19045\"\n",
           "Time: 10.0.19045 now 19046\n", std::string(5'000'000, 'x'), std::string(5'000'000, ':'),
           std::string(5'000'000, '"'),
           std::string(100'000, '\n') + "OS Version: 10.0.19045 N/A Build 19045\n"})
    EXPECT_EQ(records_of(text, "PC01.txt"), "declined\n") << text.substr(0, 60);
}

}  // namespace
}  // namespace patchmatrix
