// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whom the requests of a feed may talk to, and as whom.

#include <memory>

#include <patchmatrix/feeds.hpp>

#include "fetch/lists.hpp"
#include "io/http.hpp"

namespace patchmatrix {

// As the definition says. Secrets are read now. Errors: Io "not-readable", NotFound "no-file",
// Usage "no-secret" (the variable is not set), "empty-secret", Untrusted "secret-open" (others may
// read the file).
HttpAccess access_of(const Feed& feed);

// A provider that no definition vouches for may use the hosts that its own metadata names.
HttpAccess with_hosts_of(HttpAccess access, const ProviderMetadata& metadata);

// Whether the feed has something to show for documents that are not public.
bool has_credentials(const Feed& feed);

}  // namespace patchmatrix
