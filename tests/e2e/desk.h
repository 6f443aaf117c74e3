#pragma once
// A running net as its people use it: forms that differ from a plain one in what a test is about, and what
// the commands said.

#include <gtest/gtest.h>

#include <string>

#include "said.h"

namespace backchannel::e2e {

// WRITER at station HERE, READER at THERE, relay HUB between them; all cleared for SECRET.
[[nodiscard]] std::string here_hub_there(const std::string& name);

class People : public testing::Test {
 protected:
  explicit People(const std::string& plan) : net(plan) {}

  // A form's file. to: as TOML; more: further lines, which may give another classification.
  std::string form(const std::string& to, const std::string& more);
  // The message's id in hexadecimal.
  std::string send(const std::string& from, const std::string& to, const std::string& more);
  Ended compose(const std::string& from, const std::string& to, const std::string& more) {
    return net.as(from, {"compose", form(to, more)});
  }
  bool arrives(const std::string& reader, const std::string& message);
  // Once it does, for what a statement that is on its way will allow.
  bool reads(const std::string& reader, const std::string& message);
  std::string last_draft(const std::string& person);
  std::string newest(const std::string& reader);
  // A field of the inbox's line about it.
  std::string of_inbox(const std::string& reader, const std::string& message, const std::string& field);
  // The net rests, and goes on when the exercise's clock shows this.
  void rest_until(const std::string& date_time_group);

  Net net;

 private:
  int forms_ = 0;
};

}  // namespace backchannel::e2e
