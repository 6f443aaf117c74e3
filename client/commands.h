#pragma once
// The commands, by file. Each function adds its subcommands; the session and the app live as long as the
// program.

#include "session.h"

namespace backchannel::client {

void add_net_commands(CLI::App& app, Session& session);      // net mint, check, show, up, down, status, cards
void add_node_command(CLI::App& app, Session& session);      // node
void add_writing_commands(CLI::App& app, Session& session);  // compose, send, drafts
void add_reading_commands(CLI::App& app, Session& session);  // inbox, read, acknowledge, quote, handover
void add_compare_command(CLI::App& app, Session& session);   // compare
// leave, admit, readdress, go-ahead, offer, release
void add_further_commands(CLI::App& app, Session& session);
void add_moving_commands(CLI::App& app, Session& session);
void add_paper_commands(CLI::App& app, Session& session);    // print, import
void add_tracing_commands(CLI::App& app, Session& session);  // status, trace, audit
void add_resend_command(CLI::App& app, Session& session);    // resend
void add_service_commands(CLI::App& app, Session& session);  // outstanding, service, correct
void add_seal_commands(CLI::App& app, Session& session);     // seal, open
void add_demo_command(CLI::App& app, Session& session);      // demo
void add_scenario_command(CLI::App& app, Session& session);  // scenario
void add_catalog_command(CLI::App& app, Session& session);   // catalog
void add_heading_command(CLI::App& app, Session& session);   // heading

}  // namespace backchannel::client
