#pragma once
// Headings read with the doctrine that the repository ships.

#include "backchannel/doctrine/heading.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {

inline const Catalogue& shipped_catalogue() {
  static const Catalogue catalogue = load(shipped_files()).value();
  return catalogue;
}

inline const HeadingReader& shipped_reader() {
  static const HeadingReader reader(shipped_catalogue());
  return reader;
}

}  // namespace backchannel::doctrine
