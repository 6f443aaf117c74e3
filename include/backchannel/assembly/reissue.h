#pragma once
// One person's keys made anew by the teacher, in a net that exists (docs/decisions/0013-reissue.md).

#include "backchannel/assembly/net_folder.h"

namespace backchannel::assembly {

struct Reissued {
  base::PersonName person;
  base::HandlingTime at;  // the old certificates are withdrawn from then on
};

// New keys, certificates and passphrase; the old certificates on the issuing authority's list; a new roster.
// Needs the folder authority/ and no node running. All or nothing, also when killed: everything is written to
// a folder beside, whose renaming to reissue/ is the moment; from then on whoever opens the net (NetFolder::
// trust) first copies its files to their places. Before that moment the old net is there, after it the new.
// UnknownName, Locked (a node runs), NotFound (no authority), Binding (another net's), Passphrase, Io.
[[nodiscard]] base::Result<Reissued> reissue_keys(const NetFolder& net, const std::string& person,
                                                  seal::WithdrawalReason reason);

// The second half: nothing unless reissue/ is there. Any number of processes at once. Io.
[[nodiscard]] base::Result<> finish_reissue(const NetFolder& net);

}  // namespace backchannel::assembly
