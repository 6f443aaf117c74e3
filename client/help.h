#pragma once
// How --help looks, and what is said about a command line that was not understood.

#include <CLI/CLI.hpp>
#include <memory>

namespace backchannel::client {

// Usage, what it does, arguments, options, commands, examples: within 80 columns.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_formatter();

// One sentence, with the nearest command or option; the exit code.
int explain_misuse(const CLI::App& app, const CLI::ParseError& error);

}  // namespace backchannel::client
