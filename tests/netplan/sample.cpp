#include "sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace backchannel::netplan::test {

namespace {

constexpr std::string_view kSample = R"([net]
name = "sample"
title = "A small net"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 20
trip = "1972-10"

[[relay]]
name = "HUB"
clearance = "TOP SECRET"
bearer = "HUB"
bearer_next = 231

[[station]]
name = "ALPHA"
zone = "Asia/Ho_Chi_Minh"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }

[[station]]
name = "BRAVO"
zone = "Europe/Paris"
clearance = "TOP SECRET"
listen = "tcp://127.0.0.1:5501"

[[station]]
name = "CHARLIE"
clearance = "SECRET"

[[person]]
name = "ANNA"
title = "Envoy"
station = "ALPHA"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
highest = "FLASH"

[[person]]
name = "BORIS"
station = "BRAVO"
clearance = "TOP SECRET"
watch_officer = true

[[person]]
name = "CLARA"
station = "CHARLIE"
clearance = "SECRET"

[[circuit]]
ends = ["ALPHA", "HUB"]
accreditation = "TOP SECRET"
channel = "CAS"
rate = "384 kbit/s"

[[circuit]]
ends = ["HUB", "BRAVO"]
accreditation = "TOP SECRET"

[[circuit]]
ends = ["HUB", "CHARLIE"]
accreditation = "SECRET"
bits_per_second = 9600

[[outsider]]
name = "DELEGATION"
near = "BRAVO"

[[number]]
series = "HAKTO"
next = 49

[[traffic]]
from = "ANNA"
to = ["BORIS"]
classification = "TOP SECRET"
precedence = "FLASH"
)";

doctrine::Catalogue make_catalogue() {
  doctrine::Catalogue out;
  const std::vector<std::string> names = {"UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET",
                                          "TOP SECRET"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    doctrine::ClassificationRow row{};
    row.number = static_cast<message::ClassificationNumber>(i + 1);
    row.name = names[i];
    row.letter = names[i].front();
    out.classifications.push_back(row);
  }
  for (const message::Precedence rank : message::kPrecedences) {
    doctrine::PrecedenceRow row{};
    row.rank = rank;
    row.name = message::name_of(rank);
    row.prosign = message::prosign_of(rank);
    out.precedences.push_back(row);
  }
  doctrine::CaveatRow sensitive{};
  sensitive.number = 15;
  sensitive.kind = message::CategoryKind::Restrictive;
  sensitive.name = "SENSITIVE";
  sensitive.demands.reader_list_of_net = true;
  out.caveats.push_back(sensitive);
  doctrine::CaveatRow codeword{};
  codeword.number = 17;
  codeword.kind = message::CategoryKind::Restrictive;
  codeword.name = "CODEWORD";
  codeword.demands.relays_must_hold = true;
  out.caveats.push_back(codeword);
  doctrine::CaveatRow eyes{};
  eyes.number = 2;
  eyes.kind = message::CategoryKind::Informative;
  eyes.name = "EYES ONLY";
  eyes.demands.seal_to = doctrine::SealTo::Person;
  eyes.demands.readers = doctrine::Readers::OneOrMoreNamed;
  out.caveats.push_back(eyes);
  for (const char* name : {"CAS", "NAVY"}) {
    doctrine::ChannelRow row{};
    row.name = name;
    row.printed = std::string(name) + " CHANNELS";
    out.channels.push_back(row);
  }
  for (const char* name : {"HAKTO", "WHP"}) {
    doctrine::SeriesRow row{};
    row.name = name;
    out.series.push_back(row);
  }
  return out;
}

doctrine::Catalogue load_real() {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(BACKCHANNEL_SOURCE_DIR) + "/doctrine")) {
    if (entry.path().extension() != ".toml") continue;
    files.emplace_back(entry.path().filename().string(),
                       file_content("doctrine/" + entry.path().filename().string()));
  }
  std::sort(files.begin(), files.end());
  auto loaded = doctrine::load(files);
  EXPECT_TRUE(loaded) << (loaded ? "" : base::to_sentence(loaded.error()));
  return loaded ? *loaded : doctrine::Catalogue{};
}

}  // namespace

const doctrine::Catalogue& catalogue() {
  static const doctrine::Catalogue made = make_catalogue();
  return made;
}

const doctrine::Catalogue& real_catalogue() {
  static const doctrine::Catalogue loaded = load_real();
  return loaded;
}

std::string sample_plan() { return std::string(kSample); }

std::string sample_with(std::string_view from, std::string_view to) {
  std::string out(kSample);
  const std::size_t at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  EXPECT_EQ(out.find(from, at + 1), std::string::npos) << from;
  return at == std::string::npos ? out : out.replace(at, from.size(), to);
}

Place place_of(std::string_view text, std::string_view needle) {
  const std::size_t at = text.find(needle);
  EXPECT_NE(at, std::string_view::npos) << needle;
  if (at == std::string_view::npos) return {0, 0};
  EXPECT_EQ(text.find(needle, at + 1), std::string_view::npos) << needle;
  const std::string_view before = text.substr(0, at);
  const std::size_t newline = before.rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(at - begin) + 1};
}

std::string all(const std::vector<base::Error>& errors) {
  std::string out;
  for (const base::Error& error : errors) out += base::to_sentence(error) + " -> " + error.hint + "\n";
  return out;
}

void expect_one(const std::string& toml, std::string_view needle, std::string_view detail,
                std::string_view hint) {
  const auto found = problems(toml, "net.toml", catalogue());
  ASSERT_EQ(found.size(), 1U) << all(found);
  const base::Error& error = found[0];
  EXPECT_EQ(error.code, base::Code::PlanInvalid);
  EXPECT_NE(error.detail.find(detail), std::string::npos) << all(found);
  EXPECT_NE(error.hint.find(hint), std::string::npos) << all(found);
  ASSERT_TRUE(error.where);
  EXPECT_EQ(error.where->file, "net.toml");
  const Place place = place_of(toml, needle);
  EXPECT_EQ(error.where->line, place.line) << all(found);
  EXPECT_EQ(error.where->column, place.column) << all(found);
}

message::Clearance up_to(message::ClassificationNumber number) {
  message::Clearance out;
  for (message::ClassificationNumber i = 1; i <= number; ++i) out.classifications.insert(i);
  return out;
}

std::string file_content(const std::string& path_in_repository) {
  std::ifstream file(std::string(BACKCHANNEL_SOURCE_DIR) + "/" + path_in_repository, std::ios::binary);
  EXPECT_TRUE(file.good()) << path_in_repository;
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace backchannel::netplan::test
