# SPDX-License-Identifier: Apache-2.0
#
# The store of questions-store.sh, and pcs.csv: machines with and without the updates of 2022-11.
. "$INPUTS/questions-store.sh"
cat >pcs.csv <<'CSV'
管理番号,コンピュータ名,OS,OSバージョン,アーキテクチャ,最終接続,資産状態
A001,pc-1,Microsoft Windows 11 Pro,10.0.22621.521,x64,2022-11-30,運用中
A002,pc-2,Microsoft Windows 11 Pro,10.0.22621.819,x64,2022-11-30,運用中
A003,pc-3,Microsoft Windows 11 Pro,10.0.22621,x64,2022-11-30,運用中
A004,pc-4,Microsoft Windows 11 Pro,10.0.22621.521,x64,2022-10-31,運用中
A005,sv-1,Microsoft Windows Server 2022 Standard,10.0.20348.1006,x64,2022-11-30,運用中
A006,sv-2,Microsoft Windows Server 2022 Standard,10.0.20348.1251,x64,2022-11-30,運用中
A007,pc-5,,,,2022-11-30,運用中
A008,pc-6,Microsoft Windows 11 Pro,10.0.22621.521,x64,2022-11-30,在庫
CSV
