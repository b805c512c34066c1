package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Store is a folder of snapshots.
type Store struct{ dir string }

// Staged is a file copied in but not yet kept: Keep makes it a snapshot, Drop
// forgets it. Its bytes no longer change, whoever still writes to the original.
type Staged struct {
	SHA256 string
	Bytes  int64
	Name   string // file name without folders
	path   string
	store  *Store
}

// Entry is what is known of a snapshot as one table.
type Entry struct {
	SHA256      string `json:"sha256"`
	FileName    string `json:"file_name"`
	Bytes       int64  `json:"bytes"`
	Table       string `json:"table"`
	Provider    string `json:"provider"`
	Licence     string `json:"licence"`
	SourceURL   string `json:"source_url"`
	Released    string `json:"released"` // day, 2026-11-20
	Vintage     string `json:"vintage"`
	IsSynthetic bool   `json:"is_synthetic"`
}

// ErrDamaged is returned when stored bytes no longer have their checksum.
var ErrDamaged = errors.New("the stored bytes no longer have their checksum")

// ErrNotRegular is returned for input that is a link, a folder or a device.
var ErrNotRegular = errors.New("not a regular file")

// ErrTooLarge is returned for input that is longer than the caller allows.
var ErrTooLarge = errors.New("larger than the limit")

// ErrUnstable is returned for a file that changes while it is copied in.
var ErrUnstable = errors.New("the file changed while it was read")

const temporary = "incoming-" // begins the name of a file that is being written

// Open makes the folder when it does not exist.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open snapshots: %w", err)
	}
	return &Store{dir}, nil
}

// Path of the bytes of a checksum.
func (s *Store) Path(sha string) string { return filepath.Join(s.dir, sha[:2], sha) }

// Target is the file that a symbolic link stands for, at the end of all links; a
// path that is none is its own. What it gives may be anything: a link to a folder
// or pipe is refused as these are, and nothing is opened here.
func Target(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, reason(err))
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return path, nil
	}
	target, err := filepath.EvalSymlinks(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("read %s: the link leads nowhere: %w", path, reason(err))
	case err != nil: // links in a circle
		return "", fmt.Errorf("read %s: %w", path, errors.Join(ErrNotRegular, reason(err)))
	}
	return target, nil
}

// StageFile copies a regular file in. Symbolic links are refused, because what
// they point to may change between two readings; who wants one followed gives its
// Target.
func (s *Store) StageFile(path string, limit int64) (*Staged, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, reason(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: %w", path, ErrNotRegular)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, reason(err))
	}
	defer f.Close()
	// What is open may no longer be what the name stood for.
	before, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, reason(err))
	}
	if !os.SameFile(info, before) {
		return nil, fmt.Errorf("read %s: %w", path, ErrUnstable)
	}
	g, err := s.Stage(f, filepath.Base(path), limit)
	if err != nil {
		return nil, err
	}
	after, err := f.Stat()
	if err == nil && (after.Size() != g.Bytes || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime())) {
		err = ErrUnstable
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", path, reason(err)), g.Drop())
	}
	return g, nil
}

// Stage copies bytes in and hashes them on the way. More than limit bytes are refused; 0 is no limit.
func (s *Store) Stage(r io.Reader, name string, limit int64) (staged *Staged, err error) {
	f, err := os.CreateTemp(s.dir, temporary)
	if err != nil {
		return nil, fmt.Errorf("stage %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if limit > 0 {
		r = io.LimitReader(r, limit+1)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), r)
	if err != nil {
		return nil, fmt.Errorf("stage %s: %w", name, err)
	}
	if limit > 0 && n > limit {
		return nil, fmt.Errorf("stage %s: %w of %d bytes", name, ErrTooLarge, limit)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("stage %s: %w", name, err)
	}
	return &Staged{SHA256: hex.EncodeToString(sum.Sum(nil)), Bytes: n, Name: filepath.Base(name), path: f.Name(), store: s}, nil
}

// Scratch is a path for what is made of bytes on the way into the warehouse.
// Clean takes it away when a killed process left it.
func (s *Store) Scratch(name string) string { return filepath.Join(s.dir, temporary+name) }

// Kept is a snapshot to be read again: it has its checksum still, Drop leaves it
// where it is, and Keep notes what is known of it now.
func (s *Store) Kept(sha, name string) (*Staged, error) {
	if err := s.Verify(sha); err != nil {
		return nil, err
	}
	info, err := os.Stat(s.Path(sha))
	if err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", sha[:12], reason(err))
	}
	return &Staged{SHA256: sha, Bytes: info.Size(), Name: filepath.Base(name), path: s.Path(sha), store: s}, nil
}

// KeepBeside makes a scratch file a companion of kept bytes: something made of them
// that can be made again. One that is there already gives way.
func (s *Store) KeepBeside(sha, ending, scratch string) error {
	if err := os.Rename(scratch, s.Path(sha)+ending); err != nil {
		return fmt.Errorf("keep %s of %s: %w", ending, sha[:12], reason(err))
	}
	return nil
}

// Beside lists the companions with an ending, by checksum.
func (s *Store) Beside(ending string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(s.dir, "??", "*"+ending))
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	slices.Sort(paths)
	return paths, nil
}

// Open the staged bytes; the caller closes.
func (g *Staged) Open() (*os.File, error) { return os.Open(g.path) }

// Path of the staged bytes. What is written beside it under a name that begins
// with this one is taken away by Clean.
func (g *Staged) Path() string { return g.path }

// Drop forgets the file if it was not kept.
func (g *Staged) Drop() error {
	if g.path == "" || g.path == g.store.Path(g.SHA256) {
		return nil
	}
	err := os.Remove(g.path)
	g.path = ""
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Keep makes the staged file a snapshot and notes what is known of it. Bytes
// that are already there are kept as they are, after they were verified.
func (g *Staged) Keep(e Entry) error {
	e.SHA256, e.Bytes = g.SHA256, g.Bytes
	final := g.store.Path(g.SHA256)
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil {
		return fmt.Errorf("keep %s: %w", g.Name, err)
	}
	switch err := g.store.Verify(g.SHA256); {
	case err == nil:
		if err := g.Drop(); err != nil {
			return fmt.Errorf("keep %s: %w", g.Name, err)
		}
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, ErrDamaged):
		// Damaged bytes are replaced: what was staged has the checksum they should have.
		if err := g.rename(final); err != nil {
			return fmt.Errorf("keep %s: %w", g.Name, err)
		}
	default:
		return fmt.Errorf("keep %s: %w", g.Name, err)
	}
	g.path = final
	return g.store.note(e)
}

// rename makes the staged bytes durable under their final name. They are synced
// only here: what is dropped never needs to reach the disk.
func (g *Staged) rename(final string) error {
	f, err := os.OpenFile(g.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Chmod(0o444), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(g.path, final); err != nil {
		return err
	}
	return syncDir(filepath.Dir(final))
}

// Verify reads the bytes of a checksum and compares.
func (s *Store) Verify(sha string) error {
	r, err := s.Read(sha)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// Read opens the bytes of a checksum. The last Read fails with ErrDamaged when
// they have changed, so nothing may be used before io.EOF.
func (s *Store) Read(sha string) (io.ReadCloser, error) {
	if len(sha) != 2*sha256.Size || strings.Trim(sha, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("read snapshot %q: not a SHA-256 checksum", sha)
	}
	f, err := os.Open(s.Path(sha))
	if err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", sha[:12], reason(err))
	}
	return &verified{f: f, sum: sha256.New(), sha: sha}, nil
}

type verified struct {
	f   *os.File
	sum hash.Hash
	sha string
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.f.Read(p)
	v.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(v.sum.Sum(nil)) != v.sha {
		return n, fmt.Errorf("read snapshot %s: %w", v.sha[:12], ErrDamaged)
	}
	return n, err
}

func (v *verified) Close() error { return v.f.Close() }

// Entries of one checksum, by table; none when it is not stored.
func (s *Store) Entries(sha string) ([]Entry, error) {
	text, err := os.ReadFile(s.Path(sha) + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read manifest of %s: %w", sha[:12], reason(err))
	}
	var entries []Entry
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&entries); err != nil {
		return nil, fmt.Errorf("read manifest of %s: %w", sha[:12], err)
	}
	return entries, nil
}

// note adds an entry to the manifest, or replaces that of the same table.
func (s *Store) note(e Entry) error {
	entries, err := s.Entries(e.SHA256)
	if err != nil {
		return err
	}
	before := slices.Clone(entries)
	entries = slices.DeleteFunc(entries, func(o Entry) bool { return o.Table == e.Table })
	entries = append(entries, e)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Table, b.Table) })
	if slices.Equal(before, entries) {
		return nil
	}
	text, err := json.MarshalIndent(entries, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest of %s: %w", e.SHA256[:12], err)
	}
	return s.write(s.Path(e.SHA256)+".json", append(text, '\n'))
}

func (s *Store) write(path string, text []byte) (err error) {
	f, err := os.CreateTemp(s.dir, temporary)
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(text); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err = f.Chmod(0o644); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err = f.Sync(); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err = f.Close(); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// List is every entry, by checksum and table.
func (s *Store) List() ([]Entry, error) {
	paths, err := filepath.Glob(filepath.Join(s.dir, "??", "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	slices.Sort(paths)
	var all []Entry
	for _, path := range paths {
		entries, err := s.Entries(strings.TrimSuffix(filepath.Base(path), ".json"))
		if err != nil {
			return nil, err
		}
		all = append(all, entries...)
	}
	return all, nil
}

// Clean takes away what a killed process left behind. Only the one process that
// writes to the workspace may call it.
func (s *Store) Clean() error {
	left, err := filepath.Glob(filepath.Join(s.dir, temporary+"*"))
	if err != nil {
		return fmt.Errorf("clean snapshots: %w", err)
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clean snapshots: %w", err)
		}
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// reason drops the path that os adds to an error; the caller names the file.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// HashFile is the checksum of a regular file.
func HashFile(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, reason(err))
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("read %s: %w", path, ErrNotRegular)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, reason(err))
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("read %s: %w", path, reason(err))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
