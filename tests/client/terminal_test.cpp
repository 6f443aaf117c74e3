// What happens only at a terminal: passphrases without echo, composing by question and answer.

#include "support/terminal.h"
#include "minted_fixture.h"
#include "support/facilities.h"

namespace backchannel::client {
namespace {

class AtATerminal : public Minted {
 protected:
  [[nodiscard]] tests::Command at(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--net", net()});
    tests::Command program = command(std::move(arguments));
    program.environment.emplace_back("NO_COLOR", "1");
    return program;
  }
  // Question and answer, in turn.
  static void answer(tests::Terminal& terminal,
                     const std::vector<std::pair<std::string, std::string>>& dialogue) {
    for (const auto& [question, keys] : dialogue) {
      ASSERT_TRUE(terminal.shows(question)) << question << "\n" << terminal.screen();
      terminal.type(keys);
    }
  }
};

TEST_F(AtATerminal, ThePassphraseIsAskedForAndNotShown) {
  BC_NEEDS_TERMINALS();
  tests::Terminal terminal(at({"--as", "HAIG", "drafts"}));
  ASSERT_TRUE(terminal.shows("Passphrase of HAIG: ")) << terminal.screen();
  EXPECT_FALSE(terminal.echoes());
  terminal.type(passphrase("HAIG") + "\n");
  EXPECT_EQ(terminal.wait(), 0) << terminal.screen();
  EXPECT_FALSE(has(terminal.screen(), passphrase("HAIG")));
  EXPECT_TRUE(terminal.echoes());
}

TEST_F(AtATerminal, AWrongPassphraseMayBeTriedThreeTimes) {
  BC_NEEDS_TERMINALS();
  tests::Terminal terminal(at({"--as", "HAIG", "drafts"}));
  answer(terminal, {{"Passphrase", "a\n"},
                    {"try again", ""},
                    {"Passphrase", "b\n"},
                    {"try again", ""},
                    {"Passphrase", "c\n"}});
  EXPECT_EQ(terminal.wait(), 77) << terminal.screen();
}

TEST_F(AtATerminal, CtrlCAtThePassphraseGivesTheTerminalBack) {
  BC_NEEDS_TERMINALS();
  tests::Terminal terminal(at({"--as", "HAIG", "drafts"}));
  ASSERT_TRUE(terminal.shows("Passphrase"));
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(), 130);
  EXPECT_TRUE(terminal.echoes());
}

TEST_F(AtATerminal, ARefusedMessageIsChangedWithoutTypingItAgain) {
  BC_NEEDS_TERMINALS();
  tests::Terminal terminal(at({"--as", "KISSINGER", "compose"}));
  answer(terminal, {{"Passphrase of KISSINGER: ", passphrase("KISSINGER") + "\n"},
                    {"To, who is to act: ", "HAGI\n"},
                    {"Did you mean HAIG?", ""},
                    {"To, who is to act: ", "HAIG\n"},
                    {"Information to (nobody): ", "GUAY\n"},
                    {"Classification: ", "SECRET\n"},
                    {"Precedence [", "\n"},
                    {"Caveats (none): ", "eyes only\n"},
                    {"Series that numbers it (none): ", "HAKTO\n"},
                    {"Channel that must carry it (any): ", "\n"},
                    {"(none): ", "\n"},
                    {"Subject (none): ", "A test\n"},
                    {"full stop alone on a line.", "One.\nTwo.\n.\n"},
                    {"full stop alone on a line.", "\n"},
                    {"acknowledgement? [y/N]: ", "\n"},
                    {"Save it as a draft? [Y/n]: ", "\n"},
                    {"information addressees", ""},
                    {"Change it?", "\n"},
                    {"To, who is to act [HAIG]: ", "\n"},
                    {"Information to (nobody) [GUAY]: ", "-\n"},
                    {"Classification [SECRET]: ", "\n"},
                    {"Precedence [", "\n"},
                    {"Caveats (none) [eyes only]: ", "\n"},
                    {"[HAKTO]: ", "\n"},
                    {"(any): ", "\n"},
                    {"(none): ", "\n"},
                    {"[A test]: ", "\n"},
                    {"Enter keeps", "\n"},
                    {"full stop alone on a line.", "\n"},
                    {"acknowledgement? [y/N]: ", "\n"},
                    {"Save it as a draft? [Y/n]: ", "\n"},
                    {"Draft 1: SECRET", ""}});
  EXPECT_EQ(terminal.wait(), 0) << terminal.screen();
}

TEST_F(AtATerminal, TheEndOfTheInputGivesUpAndSavesNothing) {
  BC_NEEDS_TERMINALS();
  tests::Terminal terminal(at({"--as", "GUAY", "compose"}));
  answer(terminal, {{"Passphrase", passphrase("GUAY") + "\n"},
                    {"To, who is to act: ", "\x04"},
                    {"Nothing was saved.", ""}});
  EXPECT_EQ(terminal.wait(), 0) << terminal.screen();
}

TEST_F(AtATerminal, BoldPrintAppearsOnlyWithoutNoColor) {
  BC_NEEDS_TERMINALS();
  tests::Command with_colour = command({"--net", net(), "net", "show"});
  with_colour.environment.emplace_back("NO_COLOR", "");
  tests::Terminal coloured(with_colour);
  EXPECT_EQ(coloured.wait(), 0);
  EXPECT_TRUE(has(coloured.screen(), "\033[1m"));
  tests::Terminal plain(at({"net", "show"}));
  EXPECT_EQ(plain.wait(), 0);
  EXPECT_FALSE(has(plain.screen(), "\033"));
}

}  // namespace
}  // namespace backchannel::client
