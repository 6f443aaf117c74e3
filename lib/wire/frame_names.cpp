#include "backchannel/wire/frames.h"

namespace backchannel::wire {

std::string_view name_of(const Frame& frame) noexcept {
  struct Namer {
    std::string_view operator()(const Hello&) const { return "HELLO"; }
    std::string_view operator()(const Offer&) const { return "OFFER"; }
    std::string_view operator()(const Go&) const { return "GO"; }
    std::string_view operator()(const Have&) const { return "HAVE"; }
    std::string_view operator()(const Refuse&) const { return "REFUSE"; }
    std::string_view operator()(const Busy&) const { return "BUSY"; }
    std::string_view operator()(const Chunk&) const { return "CHUNK"; }
    std::string_view operator()(const Accept&) const { return "ACCEPT"; }
    std::string_view operator()(const Query&) const { return "QUERY"; }
    std::string_view operator()(const Status&) const { return "STATUS"; }
    std::string_view operator()(const Credit&) const { return "CREDIT"; }
  };
  return std::visit(Namer{}, frame);
}

}  // namespace backchannel::wire
