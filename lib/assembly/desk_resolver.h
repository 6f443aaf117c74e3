#pragma once
// One form on its way to a message: what desk_resolve.cpp (rules) and desk_resolve_words.cpp (names and
// markings) work on.

#include "desk_state.h"

namespace backchannel::assembly {

// "HAIG, GUAY and BUNKER", made visible.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

class Resolver {
 public:
  Resolver(DeskState& desk, const Form& form) : desk_(desk), form_(form), now_(desk.now()) {}
  [[nodiscard]] base::Result<Resolved> run();

 private:
  [[nodiscard]] const doctrine::Catalogue& catalogue() const { return desk_.catalogue(); }
  // `key` names the place in the form.
  void refuse(base::Code code, std::string_view key, std::string sentence);

  void read_author();
  void read_label();
  void read_caveat(const std::string& words, const std::string& place);
  void read_precedence();
  [[nodiscard]] message::Precedence precedence_of(const std::string& words, std::string_view key);
  void read_delivery();
  void read_channel();
  void read_series();
  void read_addressees();
  void read_addressee(const std::string& name, bool action, const std::string& place);
  void read_collective(const netplan::Collective& collective, bool action, const std::string& place);
  void add_recipient(const std::string& name, bool action, const std::string& collective);
  void read_exempt();
  void read_alternate();
  void read_pass_on();

  [[nodiscard]] base::Result<> choose_keys();
  [[nodiscard]] message::Label known_label() const;
  void fill_message();
  [[nodiscard]] std::size_t words() const;
  [[nodiscard]] base::Result<> ask_policy();
  void ask_paths();
  void ask_minimize();
  void ask_limits();
  [[nodiscard]] std::string summary() const;

  DeskState& desk_;
  const Form& form_;
  base::HandlingTime now_;
  Resolved out_;
  message::Precedence precedence_ = message::Precedence::Routine;
  message::Precedence info_precedence_ = message::Precedence::Routine;
  std::vector<bool> exempted_;  // parallel to form_.exempt: a collective address held it
  bool unknown_classification_ = false;
  std::vector<std::pair<std::string, std::string>> named_by_markings_;  // reader, place in the form
};

}  // namespace backchannel::assembly
