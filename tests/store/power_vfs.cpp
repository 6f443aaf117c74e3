#include "power_vfs.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <random>
#include <utility>

namespace backchannel::store::test {

namespace {

constexpr std::uint64_t kPiece = 512;

// ---- the VFS

struct NotedFile {
  sqlite3_file base;
  PowerVfs* power;
  std::string* name;  // null: a temporary file
  sqlite3_file* real;
};

NotedFile& noted(sqlite3_file* file) { return *reinterpret_cast<NotedFile*>(file); }
sqlite3_file* real_of(sqlite3_file* file) { return noted(file).real; }

void note(sqlite3_file* file, DiskEvent::Kind kind, std::uint64_t value = 0, std::string bytes = {}) {
  if (const auto* name = noted(file).name; name != nullptr)
    noted(file).power->note({kind, *name, value, std::move(bytes)});
}

int close_file(sqlite3_file* file) {
  const int code = real_of(file)->pMethods->xClose(real_of(file));
  delete noted(file).name;
  return code;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (noted(file).power->fails(DiskEvent::Kind::Write)) return SQLITE_IOERR_WRITE;
  const int code = real_of(file)->pMethods->xWrite(real_of(file), bytes, size, offset);
  if (code == SQLITE_OK)
    note(file, DiskEvent::Kind::Write, static_cast<std::uint64_t>(offset),
         std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)));
  return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const int code = real_of(file)->pMethods->xTruncate(real_of(file), size);
  if (code == SQLITE_OK) note(file, DiskEvent::Kind::Truncate, static_cast<std::uint64_t>(size));
  return code;
}

int sync_file(sqlite3_file* file, int flags) {
  if (noted(file).power->fails(DiskEvent::Kind::Sync)) return SQLITE_IOERR_FSYNC;
  const int code = real_of(file)->pMethods->xSync(real_of(file), flags);
  if (code == SQLITE_OK) note(file, DiskEvent::Kind::Sync);
  return code;
}

// Before SQLite itself reads a PRAGMA the VFS is asked: SQLITE_OK means that it is dealt with.
int control_file(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_PRAGMA && noted(file).power->synchronous() != Synchronous::Full) {
    char** words = static_cast<char**>(argument);
    if (std::strcmp(words[1], "synchronous") == 0 && words[2] != nullptr &&
        std::strcmp(words[2], "FULL") == 0)
      return SQLITE_OK;
  }
  return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

// Version 2: without xFetch, all goes through xRead and xWrite.
constexpr sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = close_file,
    .xRead = [](sqlite3_file* f, void* to, int size,
                sqlite3_int64 at) { return real_of(f)->pMethods->xRead(real_of(f), to, size, at); },
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* size) { return real_of(f)->pMethods->xFileSize(real_of(f), size); },
    .xLock = [](sqlite3_file* f, int lock) { return real_of(f)->pMethods->xLock(real_of(f), lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return real_of(f)->pMethods->xUnlock(real_of(f), lock); },
    .xCheckReservedLock = [](sqlite3_file* f,
                             int* out) { return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out); },
    .xFileControl = control_file,
    .xSectorSize = [](sqlite3_file* f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
          return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
        },
    .xShmLock = [](sqlite3_file* f, int offset, int n,
                   int flags) { return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); },
    .xShmUnmap = [](sqlite3_file* f,
                    int remove) { return real_of(f)->pMethods->xShmUnmap(real_of(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr};

std::string name_in(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

PowerVfs& power_of(sqlite3_vfs* vfs) { return *static_cast<PowerVfs*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  PowerVfs& power = power_of(vfs);
  auto& made = noted(file);
  made.base.pMethods = nullptr;
  made.real = reinterpret_cast<sqlite3_file*>(&made + 1);
  int there = 1;
  if (path != nullptr) power.real().xAccess(&power.real(), path, SQLITE_ACCESS_EXISTS, &there);
  const int code = power.real().xOpen(&power.real(), path, made.real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  made.power = &power;
  made.name = path == nullptr ? nullptr : new std::string(name_in(path));
  made.base.pMethods = &kMethods;
  if (there == 0) note(file, DiskEvent::Kind::Create);
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  auto& power = power_of(vfs);
  const int code = power.real().xDelete(&power.real(), path, sync_folder);
  if (code == SQLITE_OK)
    power.note({DiskEvent::Kind::Delete, name_in(path), sync_folder != 0 ? std::uint64_t{1} : 0, {}});
  return code;
}

// The one that is registered: a connection is told of it by SQLite alone.
PowerVfs* registered = nullptr;

int set_synchronous(sqlite3* handle, char**, const sqlite3_api_routines*) {
  if (registered == nullptr) return SQLITE_OK;
  const auto words = "PRAGMA synchronous=" + std::to_string(static_cast<int>(registered->synchronous()));
  return sqlite3_exec(handle, words.c_str(), nullptr, nullptr, nullptr);
}

using Entry = void (*)();

// ---- the disk

void put(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
  content.replace(offset, bytes.size(), bytes);
}

void do_whole(std::string& content, const DiskEvent& event) {
  if (event.kind == DiskEvent::Kind::Truncate)
    content.resize(event.value, '\0');
  else
    put(content, event.value, event.bytes);
}

// `keep` is asked for each piece.
template <class Keep>
void do_pieces(std::string& content, const DiskEvent& event, Keep keep) {
  if (event.kind == DiskEvent::Kind::Truncate) {
    if (keep()) do_whole(content, event);
    return;
  }
  const std::uint64_t end = event.value + event.bytes.size();
  for (std::uint64_t from = event.value; from < end;) {
    const std::uint64_t to = std::min(end, (from / kPiece + 1) * kPiece);
    if (keep()) put(content, from, std::string_view(event.bytes).substr(from - event.value, to - from));
    from = to;
  }
}

}  // namespace

PowerVfs::PowerVfs(Synchronous synchronous) : real_(sqlite3_vfs_find(nullptr)), synchronous_(synchronous) {
  vfs_ = *real_;
  vfs_.szOsFile = static_cast<int>(sizeof(NotedFile)) + real_->szOsFile;
  vfs_.pNext = nullptr;
  vfs_.zName = kName;
  vfs_.pAppData = this;
  vfs_.xOpen = open_file;
  vfs_.xDelete = delete_file;
  // The other functions of the default VFS do not look at pAppData.
  if (std::exchange(registered, this) != nullptr || sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) std::abort();
  if (synchronous != Synchronous::Full) sqlite3_auto_extension(reinterpret_cast<Entry>(set_synchronous));
}

PowerVfs::~PowerVfs() {
  sqlite3_cancel_auto_extension(reinterpret_cast<Entry>(set_synchronous));
  sqlite3_vfs_unregister(&vfs_);
  registered = nullptr;
}

void PowerVfs::note(DiskEvent event) {
  const std::lock_guard guard(mutex_);
  record_.push_back(std::move(event));
}

Disk::Disk(const Files& safe) {
  for (const auto& [name, content] : safe) {
    safe_[name] = nodes_.size();
    nodes_.push_back({content, {}});
  }
  now_ = safe_;
}

Disk::Names Disk::names_after(std::size_t count) const {
  Names names = safe_;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& naming = namings_[i];
    if (naming.node == kNone)
      names.erase(naming.name);
    else
      names[naming.name] = naming.node;
  }
  return names;
}

void Disk::settle_names(std::size_t count) {
  safe_ = names_after(count);
  namings_.erase(namings_.begin(), namings_.begin() + static_cast<std::ptrdiff_t>(count));
}

void Disk::sync(std::size_t node) {
  for (const auto& write : nodes_[node].pending) do_whole(nodes_[node].safe, *write.event);
  nodes_[node].pending.clear();
  const auto made = std::ranges::find(namings_, node, &Naming::node);
  if (made != namings_.end()) settle_names(static_cast<std::size_t>(made - namings_.begin()) + 1);
}

void Disk::apply(const DiskEvent& event) {
  ++position_;
  switch (event.kind) {
    case DiskEvent::Kind::Create:
      now_[event.file] = nodes_.size();
      namings_.push_back({event.file, nodes_.size()});
      nodes_.push_back({});
      return;
    case DiskEvent::Kind::Write:
    case DiskEvent::Kind::Truncate:
      nodes_[now_.at(event.file)].pending.push_back({&event, position_});
      return;
    case DiskEvent::Kind::Sync:
      return sync(now_.at(event.file));
    case DiskEvent::Kind::Delete:
      now_.erase(event.file);
      namings_.push_back({event.file, kNone});
      if (event.value != 0) settle_names(namings_.size());
      return;
    case DiskEvent::Kind::Answer:
      answered_ = std::max(answered_, event.value);
      return;
  }
}

Files Disk::after_cut(Unsynced unsynced, std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  const std::uint64_t eighths = 1 + random() % 7;
  const auto by_chance = [&] { return random() % 8 < eighths; };
  std::size_t names = 0;
  if (unsynced == Unsynced::Kept || unsynced == Unsynced::LastTorn) names = namings_.size();
  if (unsynced == Unsynced::Some || unsynced == Unsynced::Pieces) names = random() % (namings_.size() + 1);
  std::uint64_t last = 0;
  for (const auto& node : nodes_)
    if (!node.pending.empty()) last = std::max(last, node.pending.back().position);
  Files files;
  for (const auto& [name, index] : names_after(names)) {
    std::string& content = files[name] = nodes_[index].safe;
    for (const auto& write : nodes_[index].pending) {
      switch (unsynced) {
        case Unsynced::Lost:
          break;
        case Unsynced::Kept:
          do_whole(content, *write.event);
          break;
        case Unsynced::Some:
          if (by_chance()) do_whole(content, *write.event);
          break;
        case Unsynced::Pieces:
          do_pieces(content, *write.event, by_chance);
          break;
        case Unsynced::LastTorn: {
          const auto pieces = write.event->bytes.size() / kPiece + 1;
          auto whole = write.position == last ? random() % pieces : pieces + 1;
          do_pieces(content, *write.event, [&] { return whole > 0 && whole-- > 0; });
          break;
        }
      }
    }
  }
  return files;
}

}  // namespace backchannel::store::test
