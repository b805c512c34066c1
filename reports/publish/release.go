package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"fabbisogno/reports/page"
)

const (
	releasesName  = "releases"
	historyName   = "history"
	buildingName  = ".building-" // begins the name of a release that is not whole yet
	nextLinkName  = ".site-next"
	releasesKept  = 3
	releaseSuffix = "-" // a damaged release keeps its name; its replacement gets -2
)

var releaseForm = regexp.MustCompile(`^[0-9a-f]{16}(-[0-9]+)?$`)

// place is where a site stands: the link and, beside it, the releases.
type place struct{ dir string }

func (p place) releases() string { return filepath.Join(filepath.Dir(p.dir), releasesName) }

// put makes files, with those kept of earlier releases, the site under the name. It
// says whether the site changed.
func (p place) put(ctx context.Context, name string, files []page.File, kept ...keptFile) (bool, error) {
	if err := p.prepare(); err != nil {
		return false, err
	}
	name, there := p.nameFor(name, files, kept)
	if !there {
		if err := p.write(ctx, name, files, kept); err != nil {
			return false, err
		}
	}
	// The last moment at which a stopped run leaves the old site.
	if err := ctx.Err(); err != nil {
		return false, fmt.Errorf("publish site: %w", err)
	}
	changed := p.current() != name
	if changed {
		if err := p.link(name); err != nil {
			return false, err
		}
	}
	return changed, p.prune(name)
}

// current is the name of the release the link leads to; empty: none.
func (p place) current() string {
	target, err := os.Readlink(p.dir)
	if err != nil {
		return ""
	}
	return path.Base(filepath.ToSlash(target))
}

// prepare makes the folder of releases, refuses a folder in place of the link,
// and removes what an interrupted run left.
func (p place) prepare() error {
	info, err := os.Lstat(p.dir)
	switch {
	case err == nil && info.Mode()&fs.ModeSymlink == 0:
		// An empty folder may go; anything else is somebody's.
		if !info.IsDir() || os.Remove(p.dir) != nil {
			return fmt.Errorf("publish site: %s is not a link made by publishing: move it away and run again", p.dir)
		}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("publish site: %w", err)
	}
	if err := os.MkdirAll(p.releases(), 0o755); err != nil {
		return fmt.Errorf("publish site: %w", err)
	}
	entries, err := os.ReadDir(p.releases())
	if err != nil {
		return fmt.Errorf("publish site: %w", err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), buildingName) {
			if err := os.RemoveAll(filepath.Join(p.releases(), e.Name())); err != nil {
				return fmt.Errorf("remove unfinished release: %w", err)
			}
		}
	}
	return nil
}

// nameFor is the folder for the release: the one that already holds exactly
// these files, or the first free one.
func (p place) nameFor(name string, files []page.File, kept []keptFile) (string, bool) {
	candidate := name
	for n := 2; ; n++ {
		dir := filepath.Join(p.releases(), candidate)
		if _, err := os.Lstat(dir); err != nil {
			return candidate, false
		}
		if holds(dir, files, kept) {
			return candidate, true
		}
		candidate = fmt.Sprintf("%s%s%d", name, releaseSuffix, n)
	}
}

// holds says whether a folder has every file with the same bytes.
func holds(dir string, files []page.File, kept []keptFile) bool {
	for _, f := range files {
		body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil || !bytes.Equal(body, f.Body) {
			return false
		}
	}
	return !slices.ContainsFunc(kept, func(k keptFile) bool { return !k.sameOn(dir) })
}

// write builds a release under another name, flushes it, and renames it.
func (p place) write(ctx context.Context, name string, files []page.File, kept []keptFile) error {
	temp, err := os.MkdirTemp(p.releases(), buildingName)
	if err != nil {
		return fmt.Errorf("publish site: %w", err)
	}
	if err := fill(ctx, temp, files, kept); err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return fmt.Errorf("publish site: %w", err)
	}
	if err := os.Rename(temp, filepath.Join(p.releases(), name)); err != nil {
		return errors.Join(fmt.Errorf("publish site: %w", err), os.RemoveAll(temp))
	}
	return syncDir(p.releases())
}

// fill writes the files below dir and nowhere else, and flushes files and folders.
func fill(ctx context.Context, dir string, files []page.File, kept []keptFile) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("publish site: %w", err)
	}
	defer root.Close()
	dirs := map[string]bool{".": true}
	// Each file waits for the disk: several wait together.
	errs := make([]error, len(files))
	atOnce(len(files), writersPerCore*runtime.GOMAXPROCS(0), func(i int) {
		if ctx.Err() == nil {
			errs[i] = writeFile(root, files[i])
		}
	})
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("publish site: %w", err)
	}
	for i, f := range files {
		if errs[i] != nil {
			return fmt.Errorf("write %s: %w", f.Path, errs[i])
		}
		for d := path.Dir(f.Path); !dirs[d]; d = path.Dir(d) {
			dirs[d] = true
		}
	}
	for _, k := range kept {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("publish site: %w", err)
		}
		for d := path.Dir(k.Path); !dirs[d]; d = path.Dir(d) {
			dirs[d] = true
		}
		if err := k.keep(root, dir); err != nil {
			return fmt.Errorf("keep %s: %w", k.Path, err)
		}
	}
	for d := range dirs { // order does not reach the result
		if err := syncDir(filepath.Join(dir, filepath.FromSlash(d))); err != nil {
			return err
		}
	}
	return nil
}

// writersPerCore is how many files wait for the disk at a time.
const writersPerCore = 4

func writeFile(root *os.Root, f page.File) error {
	name := filepath.FromSlash(f.Path)
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(f.Body)
	return errors.Join(err, file.Sync(), file.Close())
}

// link exchanges what readers see in one step.
func (p place) link(name string) error {
	next := filepath.Join(filepath.Dir(p.dir), nextLinkName)
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("switch site: %w", err)
	}
	if err := os.Symlink(filepath.Join(releasesName, name), next); err != nil {
		return fmt.Errorf("switch site: %w", err)
	}
	if err := os.Rename(next, p.dir); err != nil {
		return fmt.Errorf("switch site: %w", err)
	}
	return syncDir(filepath.Dir(p.dir))
}

// prune keeps the current release and the ones before it, by the history file.
// A folder that is no release is left alone.
func (p place) prune(current string) error {
	file := filepath.Join(p.releases(), historyName)
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read history of releases: %w", err)
	}
	keep := []string{current}
	for _, name := range strings.Fields(string(old)) {
		if len(keep) < releasesKept && releaseForm.MatchString(name) && !slices.Contains(keep, name) {
			keep = append(keep, name)
		}
	}
	text := strings.Join(keep, "\n") + "\n"
	if text != string(old) {
		temp := filepath.Join(p.releases(), buildingName+historyName)
		if err := os.WriteFile(temp, []byte(text), 0o644); err != nil {
			return fmt.Errorf("write history of releases: %w", err)
		}
		if err := os.Rename(temp, file); err != nil {
			return fmt.Errorf("write history of releases: %w", err)
		}
	}
	entries, err := os.ReadDir(p.releases())
	if err != nil {
		return fmt.Errorf("read releases: %w", err)
	}
	for _, e := range entries {
		if releaseForm.MatchString(e.Name()) && !slices.Contains(keep, e.Name()) {
			if err := os.RemoveAll(filepath.Join(p.releases(), e.Name())); err != nil {
				return fmt.Errorf("remove old release: %w", err)
			}
		}
	}
	return nil
}

// syncDir flushes the names in a folder.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush %s: %w", dir, err)
	}
	return errors.Join(d.Sync(), d.Close())
}
