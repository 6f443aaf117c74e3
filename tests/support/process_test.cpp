#include "support/process.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace backchannel::tests {
namespace {

TEST(Process, GivesArgumentsInputAndEnvironmentAndReturnsBothOutputsAndTheExitCode) {
  const auto ended = run({.program = "/bin/sh",
                          .arguments = {"-c", "cat; echo $COLOUR; echo complaint >&2; exit 7"},
                          .environment = {{"COLOUR", "green"}},
                          .input = "line\n",
                          .passphrase_fd_3 = {},
                          .folder = {}});
  EXPECT_EQ(ended.out, "line\ngreen\n");
  EXPECT_EQ(ended.err, "complaint\n");
  EXPECT_EQ(ended.exit_code, 7);
  EXPECT_FALSE(ended.timed_out);
}

TEST(Process, GivesASecretOnFileDescriptor3) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", "cat <&3"};
  command.passphrase_fd_3 = "five made up words";
  EXPECT_EQ(run(command).out, "five made up words");
}

TEST(Process, KillsAProgramThatDoesNotEndInTime) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", "while :; do :; done"};
  const auto ended = run(command, std::chrono::milliseconds(50));
  EXPECT_TRUE(ended.timed_out);
  EXPECT_EQ(ended.exit_code, 128 + SIGKILL);
}

TEST(Process, ABackgroundProgramIsHeardAndSignalled) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", "trap 'exit 3' TERM; echo ready; while :; do :; done"};
  Process process(command);
  ASSERT_TRUE(process.says("ready"));
  EXPECT_TRUE(process.running());
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait().exit_code, 3);
}

}  // namespace
}  // namespace backchannel::tests
