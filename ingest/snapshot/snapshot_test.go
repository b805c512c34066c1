package snapshot

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T) (*Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func keep(t *testing.T, s *Store, text string, e Entry) *Staged {
	t.Helper()
	g, err := s.Stage(strings.NewReader(text), "folder/a.csv", 0)
	if err != nil {
		t.Fatal(err)
	}
	e.FileName = g.Name
	if err := g.Keep(e); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestKeep(t *testing.T) {
	// The checksum is that of FIPS 180-2, appendix B.1.
	const sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	s, dir := open(t)
	g := keep(t, s, "abc", Entry{Table: "b"})
	if g.SHA256 != sha || g.Bytes != 3 || g.Name != "a.csv" {
		t.Fatalf("staged %+v", g)
	}
	keep(t, s, "abc", Entry{Table: "b"})
	keep(t, s, "abc", Entry{Table: "a", IsSynthetic: true})
	got, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{SHA256: sha, FileName: "a.csv", Bytes: 3, Table: "a", IsSynthetic: true},
		{SHA256: sha, FileName: "a.csv", Bytes: 3, Table: "b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
	r, err := s.Read(sha)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if text, err := io.ReadAll(r); err != nil || string(text) != "abc" {
		t.Errorf("read %q, %v", text, err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(files) != 2 {
		t.Errorf("same bytes three times left %v", files)
	}
}

func TestDamageIsReportedAndHealed(t *testing.T) {
	s, _ := open(t)
	g := keep(t, s, "abc", Entry{})
	path := s.Path(g.SHA256)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("abd"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(g.SHA256); !errors.Is(err, ErrDamaged) {
		t.Fatalf("verify: %v, want ErrDamaged", err)
	}
	keep(t, s, "abc", Entry{})
	if err := s.Verify(g.SHA256); err != nil {
		t.Errorf("after the bytes came in again: %v", err)
	}
}

func TestStageRefuses(t *testing.T) {
	s, dir := open(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for name, path := range map[string]string{"folder": t.TempDir(), "link": link, "device": os.DevNull} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.StageFile(path, 0); !errors.Is(err, ErrNotRegular) {
				t.Errorf("stage: %v, want ErrNotRegular", err)
			}
		})
	}
	t.Run("too_large", func(t *testing.T) {
		if _, err := s.Stage(strings.NewReader("abcd"), "x", 3); err == nil {
			t.Error("4 bytes passed a limit of 3")
		}
	})
	if left, _ := filepath.Glob(filepath.Join(dir, temporary+"*")); len(left) > 0 {
		t.Errorf("refused input left %v", left)
	}
}

func TestDropAndClean(t *testing.T) {
	s, dir := open(t)
	g, err := s.Stage(strings.NewReader("abc"), "x", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Drop(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stage(strings.NewReader("killed"), "x", 0); err != nil { // never kept nor dropped
		t.Fatal(err)
	}
	kept := keep(t, s, "kept", Entry{})
	if err := kept.Drop(); err != nil { // dropping what was kept does nothing
		t.Fatal(err)
	}
	if err := s.Clean(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, temporary+"*")); len(left) > 0 {
		t.Errorf("left after cleaning: %v", left)
	}
	if err := s.Verify(kept.SHA256); err != nil {
		t.Error(err)
	}
}

func TestReadWantsAChecksum(t *testing.T) {
	s, _ := open(t)
	for _, sha := range []string{"", "../../etc/passwd", strings.Repeat("Z", 64)} {
		if _, err := s.Read(sha); err == nil {
			t.Errorf("Read(%q) opened something", sha)
		}
	}
}
