#include "trust_chain.h"

#include <openssl/x509_vfy.h>

#include <algorithm>

#include "backchannel/base/check.h"
#include "backchannel/message/time_group.h"
#include "certificate.h"
#include "clearance.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;

Code code_of(int error) noexcept {
  switch (error) {
    case X509_V_ERR_CERT_REVOKED:
      return Code::Revoked;
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
    case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
      return Code::StatusUnknown;
    default:  // the library's numbers, not ours: everything else is a chain that does not hold
      return Code::Chain;
  }
}

WithdrawalReason reason_of(const X509_REVOKED* entry) {
  int found = 0;
  const std::unique_ptr<ASN1_ENUMERATED, Freer<ASN1_ENUMERATED_free>> reason(
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &found, nullptr)));
  if (reason == nullptr) return WithdrawalReason::Unspecified;
  switch (ASN1_ENUMERATED_get(reason.get())) {
    case CRL_REASON_SUPERSEDED:
      return WithdrawalReason::Superseded;
    case CRL_REASON_KEY_COMPROMISE:
      return WithdrawalReason::KeyCompromise;
    default:  // the standard's numbers, not ours: whatever else was said, nothing it signed is good
      return WithdrawalReason::Unspecified;
  }
}

X509_REVOKED* entry_for(X509_CRL* list, X509* certificate) {
  X509_REVOKED* entry = nullptr;
  if (list == nullptr || X509_CRL_get0_by_cert(list, &entry, certificate) != 1) return nullptr;
  return entry;
}

// The library asks at each fault whether to go on. app_data: not null where a superseded certificate will do.
int go_on(int good, X509_STORE_CTX* context) {
  if (good == 1) return 1;
  const int error = X509_STORE_CTX_get_error(context);
  // Published after the time asked about, it still says what is known now.
  bool passes = error == X509_V_ERR_CRL_NOT_YET_VALID;
  if (error == X509_V_ERR_CERT_REVOKED && X509_STORE_CTX_get_error_depth(context) == 0 &&
      X509_STORE_CTX_get_app_data(context) != nullptr) {
    // The list's own signature has been verified by now.
    const X509_REVOKED* entry =
        entry_for(X509_STORE_CTX_get0_current_crl(context), X509_STORE_CTX_get_current_cert(context));
    passes = entry != nullptr && reason_of(entry) == WithdrawalReason::Superseded;
  }
  if (passes) X509_STORE_CTX_set_error(context, X509_V_OK);
  return passes ? 1 : 0;
}

base::Result<Validity> times_of(const ASN1_TIME* from, const ASN1_TIME* until) {
  BC_TRY(first, to_handling_time(from));
  BC_TRY(last, to_handling_time(until));
  return Validity{first, last};
}

void narrow(Validity& holds, const Validity& other) {
  holds.from = std::max(holds.from, other.from);
  holds.until = std::min(holds.until, other.until);
}

std::unexpected<base::Error> refusal(X509_STORE_CTX* context, const std::string& what,
                                     base::HandlingTime at) {
  const int error = X509_STORE_CTX_get_error(context);
  ERR_clear_error();
  std::string sentence =
      what + " does not hold at " + message::to_dtg(at) + ": " + X509_verify_cert_error_string(error);
  if (X509_STORE_CTX_get_error_depth(context) > 0) {
    if (const X509* at_fault = X509_STORE_CTX_get_current_cert(context))
      sentence += " (its authority " + common_name_of(at_fault) + ")";
  }
  return fail(code_of(error), std::move(sentence));
}

}  // namespace

ChainCheck::ChainCheck(X509Ptr root, std::vector<X509Ptr> authorities, std::vector<X509CrlPtr> lists)
    : root_(std::move(root)),
      authorities_(std::move(authorities)),
      lists_(std::move(lists)),
      store_(X509_STORE_new()),
      untrusted_(sk_X509_new_null()) {
  BC_CHECK(store_ != nullptr && untrusted_ != nullptr);
  // Only the pinned root is an anchor; the authorities of the roster must lead to it.
  BC_CHECK(X509_STORE_add_cert(store_.get(), root_.get()) == 1);
  for (const auto& list : lists_) BC_CHECK(X509_STORE_add_crl(store_.get(), list.get()) == 1);
  for (const auto& authority : authorities_) BC_CHECK(sk_X509_push(untrusted_.get(), authority.get()) > 0);
}

base::Result<VerifiedChain> ChainCheck::check(X509* certificate, base::HandlingTime at,
                                              const std::string& what) const {
  auto checked = run(certificate, at, what, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  if (checked || checked.error().code != Code::StatusUnknown) return checked;
  // The library looks at lists first. A chain that no new list could mend must not sound like one.
  auto without = run(certificate, at, what, 0);
  return without ? std::move(checked) : std::move(without);
}

base::Result<VerifiedChain> ChainCheck::check_superseded(X509* certificate, base::HandlingTime at,
                                                         const std::string& what) const {
  return run(certificate, at, what, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL, Superseded::Accepted);
}

std::optional<ChainCheck::Listed> ChainCheck::listed(X509* certificate) const {
  for (const auto& list : lists_) {
    if (X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_issuer_name(certificate)) != 0) continue;
    const X509_REVOKED* entry = entry_for(list.get(), certificate);
    if (entry == nullptr) continue;
    const auto at = to_handling_time(X509_REVOKED_get0_revocationDate(entry));
    if (at) return Listed{*at, reason_of(entry)};
  }
  return std::nullopt;
}

base::Result<VerifiedChain> ChainCheck::check_without_lists(X509* certificate, base::HandlingTime at,
                                                            const std::string& what) const {
  return run(certificate, at, what, 0);
}

base::Result<VerifiedChain> ChainCheck::run(X509* certificate, base::HandlingTime at, const std::string& what,
                                            unsigned long flags, Superseded superseded) const {
  const X509StoreCtxPtr context(X509_STORE_CTX_new());
  if (context == nullptr ||
      X509_STORE_CTX_init(context.get(), store_.get(), certificate, untrusted_.get()) != 1)
    return fail_openssl(Code::Internal, what + " cannot be checked");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(rules, flags | X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  X509_VERIFY_PARAM_set_time(rules, to_seconds(at));
  // The library's purposes know nothing of this system's key usages: certificate.h checks those.
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_ANY);
  X509_STORE_CTX_set_verify_cb(context.get(), go_on);
  X509_STORE_CTX_set_app_data(context.get(), superseded == Superseded::Accepted ? context.get() : nullptr);
  if (X509_verify_cert(context.get()) != 1) return refusal(context.get(), what, at);
  return describe(X509_STORE_CTX_get0_chain(context.get()));
}

base::Result<VerifiedChain> ChainCheck::describe(STACK_OF(X509) * chain) const {
  VerifiedChain verified;
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    X509* link = sk_X509_value(chain, i);
    BC_TRY(times, times_of(X509_get0_notBefore(link), X509_get0_notAfter(link)));
    if (i == 0) verified.holds = times;
    narrow(verified.holds, times);
    if (i > 0) verified.authorities.push_back(link);
  }
  // Narrower than needed when an authority has several lists; then the chain is only checked more often.
  for (const auto& list : lists_) {
    const auto issued_it = [&](const X509* authority) {
      return X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_subject_name(authority)) == 0;
    };
    if (std::ranges::none_of(verified.authorities, issued_it)) continue;
    BC_TRY(times, times_of(X509_CRL_get0_lastUpdate(list.get()), X509_CRL_get0_nextUpdate(list.get())));
    verified.holds.until = std::min(verified.holds.until, times.until);
  }
  return verified;
}

base::Result<message::Clearance> effective_clearance(const X509* certificate, const VerifiedChain& chain) {
  BC_TRY(clearance, clearance_in(certificate));
  message::Clearance effective = clearance;
  for (const X509* authority : chain.authorities) {
    BC_TRY(constraint, constraint_in(authority));
    if (constraint) effective = message::intersection(effective, *constraint);
  }
  return effective;
}

}  // namespace backchannel::seal
