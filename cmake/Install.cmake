# SPDX-License-Identifier: Apache-2.0
include(CMakePackageConfigHelpers)

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/patchmatrix)
configure_package_config_file(cmake/patchmatrixConfig.cmake.in patchmatrixConfig.cmake
  INSTALL_DESTINATION ${config_folder})
write_basic_package_version_file(patchmatrixConfigVersion.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS patchmatrix COMPONENT runtime)
install(DIRECTORY feeds reports DESTINATION ${CMAKE_INSTALL_DATADIR}/patchmatrix COMPONENT runtime
  PATTERN samples EXCLUDE)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(FILES ${PROJECT_BINARY_DIR}/include/patchmatrix/version.hpp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/patchmatrix COMPONENT dev)
install(FILES ${PROJECT_BINARY_DIR}/patchmatrixConfig.cmake ${PROJECT_BINARY_DIR}/patchmatrixConfigVersion.cmake
  DESTINATION ${config_folder} COMPONENT dev)
install(EXPORT patchmatrixTargets NAMESPACE patchmatrix:: DESTINATION ${config_folder} COMPONENT dev)
