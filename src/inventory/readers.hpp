// SPDX-License-Identifier: Apache-2.0
#pragma once

// The readers of all formats, in the order in which they are offered a file (read.cpp): those that
// are sure of their format first, the table last.

#include "inventory/record.hpp"

namespace patchmatrix {

// A CycloneDX or SPDX document in JSON.
bool read_sbom(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
               Diagnostics& diagnostics);

// Rows of osquery in JSON: os_version, patches, programs, rpm_packages, deb_packages, …
bool read_osquery_json(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                       Diagnostics& diagnostics);

// What systeminfo prints, in any language that is known by its labels.
bool read_system_report(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                        Diagnostics& diagnostics);

// Updates of one machine in columns of fixed width.
bool read_update_list(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                      Diagnostics& diagnostics);

// Updates of one machine, "<update>: <title>" a line.
bool read_update_titles(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                        Diagnostics& diagnostics);

// "Name : value" lines, as PowerShell's Format-List writes objects.
bool read_powershell_list(const InventorySource& source, const RecordSink& sink,
                          InventoryFile& file, Diagnostics& diagnostics);

// The one line in which a system tells its version: "Name [Version 10.0.19045.2251]".
bool read_version_line(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                       Diagnostics& diagnostics);

// Installed packages of a Linux machine: rpm -qa, dpkg -l, dpkg-query -W.
bool read_package_list(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                       Diagnostics& diagnostics);

// Rows under a header, separated by commas, semicolons or tabs.
bool read_table(const InventorySource& source, const RecordSink& sink, InventoryFile& file,
                Diagnostics& diagnostics);

}  // namespace patchmatrix
