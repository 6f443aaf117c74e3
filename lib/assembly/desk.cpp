#include "backchannel/assembly/desk.h"

#include "backchannel/assembly/running_node.h"
#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

std::string_view to_string(Progress progress) noexcept {
  switch (progress) {
    case Progress::Waiting:
      return "waiting";
    case Progress::Rejected:
      return "rejected";
    case Progress::InCustody:
      return "in custody";
    case Progress::NotDelivered:
      return "not delivered";
    case Progress::Unknown:
      return "unknown";
    case Progress::Delivered:
      return "delivered";
    case Progress::Opened:
      return "opened";
    case Progress::Acknowledged:
      return "acknowledged";
    case Progress::HandedOver:
      return "handed over";
  }
  return {};
}

base::Result<const DeskKeys*> DeskState::unlocked() const {
  if (keys) return &*keys;
  return std::unexpected(base::Error{base::Code::Passphrase,
                                     "the keys of " + person->name.value + " are locked, and this needs them",
                                     std::nullopt,
                                     {}});
}

void DeskState::wake() const { wake_agent(home); }

Desk::Desk(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Desk::Desk(Desk&&) noexcept = default;
Desk& Desk::operator=(Desk&&) noexcept = default;
Desk::~Desk() = default;

namespace {

// Whoever it is, and everything at his station but the store.
struct Place {
  std::shared_ptr<const seal::Trust> trust;
  ExerciseClock clock;
  const netplan::Person* person;
};

base::Result<Place> place_of(const NetFolder& net, const std::string& person) {
  BC_TRY_VOID(seal::start_crypto());
  BC_TRY(trust, net.trust());
  const netplan::Plan& plan = trust->plan();
  BC_TRY(found, known_person(plan, person));
  BC_TRY(clock, ExerciseClock::open(net));
  return Place{std::move(trust), clock, found};
}

// What lies at another station is not for whoever names its folder.
base::Result<> check_own_station(const NetFolder& net, const Place& place, const base::NodeName& station,
                                 const std::filesystem::path& home) {
  for (const netplan::Node& node : place.trust->plan().nodes) {
    std::error_code ignored;
    if (node.name == station || !std::filesystem::equivalent(net.node_home(node.name), home, ignored))
      continue;
    return base::fail(base::Code::Permission, home.string() + " is the home of " + node.name.value +
                                                  ", and " + place.person->name.value + " is at " +
                                                  station.value);
  }
  return {};
}

base::Result<DeskState> state_at(const NetFolder& net, const Place& place, const base::NodeName& station,
                                 const std::filesystem::path& station_home) {
  const std::filesystem::path home = station_home.empty() ? net.node_home(station) : station_home;
  BC_TRY_VOID(check_own_station(net, place, station, home));
  BC_TRY(store, store::ClientStore::open(home, &seal::at_rest()));
  return DeskState{
      net,  place.trust, place.clock, std::move(store), place.person, place.trust->plan().node(station),
      home, std::nullopt};
}

// Where his papers are.
base::Result<base::NodeName> station_to_leave(const NetFolder& net, const Place& place) {
  const netplan::Plan& plan = place.trust->plan();
  const base::HandlingTime now = ExerciseClock(place.clock).now().handling;
  const base::NodeName& here = plan.station_of(*place.person, now);
  BC_TRY(state, state_at(net, place, here, {}));
  BC_TRY(without, move_without_papers(state, now));
  return without == nullptr ? here : plan.station_of(*place.person, {without->at.ms - 1});
}

}  // namespace

base::Result<Desk> Desk::open(const NetFolder& net, const std::string& person,
                              const std::filesystem::path& station_home) {
  BC_TRY(place, place_of(net, person));
  const netplan::Plan& plan = place.trust->plan();
  BC_TRY(state,
         state_at(net, place, plan.station_of(*place.person, place.clock.now().handling), station_home));
  return Desk(std::make_unique<Impl>(std::move(state)));
}

base::Result<Desk> Desk::open_to_leave(const NetFolder& net, const std::string& person,
                                       const std::filesystem::path& station_home) {
  BC_TRY(place, place_of(net, person));
  BC_TRY(station, station_to_leave(net, place));
  BC_TRY(state, state_at(net, place, station, station_home));
  return Desk(std::make_unique<Impl>(std::move(state)));
}

base::Result<> Desk::unlock(const base::SecretBytes& passphrase) {
  DeskState& desk = impl_->state;
  const std::filesystem::path folder = desk.net.person_home(desk.person->name) / "keys";
  BC_TRY(signing, seal::load_key((folder / "sign.pem").string(), passphrase));
  BC_TRY(agreement, seal::load_key((folder / "agree.pem").string(), passphrase));
  desk.keys.emplace(DeskKeys{std::move(signing), std::move(agreement)});
  return {};
}

const netplan::Person& Desk::person() const { return *impl_->state.person; }
const netplan::Node& Desk::station() const { return *impl_->state.station; }
const seal::Trust& Desk::trust() const { return *impl_->state.trust; }
base::HandlingTime Desk::now() { return impl_->state.now(); }

base::Result<Composed> Desk::compose(const Form& form) { return compose_form(impl_->state, form); }
base::Result<Sent> Desk::send(std::int64_t draft, const std::optional<base::Bytes>& release) {
  return send_draft(impl_->state, draft, release);
}
base::Result<Resent> Desk::resend(const std::string& which, const std::vector<std::string>& to) {
  return resend_message(impl_->state, which, to);
}
base::Result<> Desk::go_ahead(const std::string& which) { return give_go_ahead(impl_->state, which); }
base::Result<> Desk::leave(const std::string& which, const std::string& reader) {
  return give_leave(impl_->state, which, reader);
}
base::Result<Composed> Desk::admit(const std::string& which, const std::string& reader,
                                   const std::string& precedence) {
  return admit_reader(impl_->state, which, reader, precedence);
}
base::Result<Composed> Desk::readdress(const std::string& which, const std::vector<std::string>& to,
                                       const std::string& precedence) {
  return readdress_message(impl_->state, which, to, precedence);
}
base::Result<base::Bytes> Desk::offer(std::int64_t draft, const std::string& releaser) {
  return offer_draft(impl_->state, draft, releaser);
}
base::Result<Offered> Desk::read_offer(base::BytesView paper) { return read_offered(impl_->state, paper); }
base::Result<base::Bytes> Desk::release(base::BytesView paper) {
  return release_offered(impl_->state, paper);
}
base::Result<Departed> Desk::depart() { return depart_from(impl_->state); }
base::Result<Arrived> Desk::arrive(base::BytesView pouch) { return arrive_with(impl_->state, pouch); }
base::Result<std::vector<std::pair<std::int64_t, std::string>>> Desk::drafts() {
  return list_drafts(impl_->state);
}
base::Result<SealedForm> Desk::seal_only(const Form& form) { return seal_form(impl_->state, form); }
base::Result<std::vector<InboxLine>> Desk::inbox() { return list_inbox(impl_->state); }
base::Result<InboxLine> Desk::find(const std::string& which) { return find_in_inbox(impl_->state, which); }
base::Result<ReadMessage> Desk::read(const std::string& which) { return read_message(impl_->state, which); }
base::Result<PrintedMessage> Desk::print(const std::string& which, const PrintOrder& order) {
  return print_message(impl_->state, which, order);
}
base::Result<> Desk::acknowledge(const std::string& which, const std::string& words) {
  return acknowledge_message(impl_->state, which, words);
}
base::Result<std::vector<std::int64_t>> Desk::sign_off(const std::string& which) {
  return sign_off_message(impl_->state, which);
}
base::Result<Composed> Desk::quote(const std::string& which, const QuoteOrder& order) {
  return quote_message(impl_->state, which, order);
}
base::Result<Compared> Desk::compare(const std::string& which) {
  return compare_message(impl_->state, which);
}
base::Result<HandedOver> Desk::hand_over(const std::string& which, const std::string& to,
                                         const std::string& place) {
  return hand_over_message(impl_->state, which, to, place);
}
base::Result<std::vector<OutstandingLine>> Desk::outstanding() { return list_outstanding(impl_->state); }
base::Result<std::vector<OutstandingLine>> Desk::ask_for_outstanding() {
  return ask_outstanding(impl_->state);
}
base::Result<ServiceSent> Desk::service(const ServiceOrder& order) {
  return send_service(impl_->state, order);
}
base::Result<ServiceSent> Desk::last_number(const std::string& series, const std::string& to) {
  return report_last_number(impl_->state, series, to);
}
base::Result<std::vector<ServiceLine>> Desk::service_inbox() { return list_service(impl_->state); }
base::Result<ServiceSent> Desk::correct(const std::string& which, std::uint16_t garble,
                                        const std::string& words) {
  return correct_message(impl_->state, which, garble, words);
}
base::Result<std::vector<StatusLine>> Desk::status() { return list_status(impl_->state); }
base::Result<std::vector<TraceLine>> Desk::trace(const std::string& which) {
  return trace_message(impl_->state, which);
}

}  // namespace backchannel::assembly
