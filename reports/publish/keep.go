package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// editionRecord is edition.json: what machines read of an edition, and what the next
// publication needs to leave it at its address without building it again.
type editionRecord struct {
	edition.Record
	// Content is the checksum of what the edition says: values, texts, sources,
	// methods. Layout and run ids are not part of it.
	Content string
	// Files are the edition at its own address, and the assets its pages use.
	Files []manifestFile
	// Outward are the places outside of the edition that its pages lead to.
	Outward []string
}

// keptFile is a file of an earlier edition, on the disk in a release that was published.
type keptFile struct {
	manifestFile
	at string
}

// earlier is what was published before and is not built now.
type earlier struct {
	records []editionRecord // of editions to keep
	replace []editionRecord // of editions built again now
	before  []editionRecord // all, by which what moved is told
	files   []keptFile      // sorted by path
	latest  []string        // addresses at which one of them is still the latest of its family
	dir     string          // of the release they lie in; empty: none
}

// earlierEditions reads what the present site holds beside the editions now built.
// An earlier edition of which a file is gone or was changed since is an error: it
// could not stay at its address as it was published.
func (p place) earlierEditions(now []edition.Edition) (earlier, error) {
	var out earlier
	releases := p.published()
	if len(releases) == 0 {
		return out, nil
	}
	out.dir = filepath.Join(p.releases(), releases[0])
	records, err := readRecords(out.dir)
	if err != nil {
		return out, fmt.Errorf("read earlier editions: %w", err)
	}
	if len(records) == 0 {
		return out, nil // published by a version that kept no records, or never
	}
	listed, err := readManifest(out.dir)
	if err != nil {
		return out, fmt.Errorf("read earlier editions: %w", err)
	}
	out.before = records
	built := func(r editionRecord) bool {
		return slices.ContainsFunc(now, func(e edition.Edition) bool { return e.ID == r.ID && e.Label == r.Label })
	}
	kept := map[string]keptFile{}
	for _, r := range records {
		if built(r) {
			out.replace = append(out.replace, r)
			continue
		}
		out.records = append(out.records, r)
		files := slices.Clone(r.Files)
		if !newerThan(r, now, records) {
			out.latest = append(out.latest, page.LatestPaths(r.Stub())...)
		}
		for _, at := range append(page.LatestPaths(r.Stub()), page.RecordPath(r.Stub())) {
			if f, there := listed[at]; there && (at == page.RecordPath(r.Stub()) || slices.Contains(out.latest, at)) {
				files = append(files, f)
			}
		}
		for _, f := range files {
			if _, there := kept[f.Path]; there {
				continue
			}
			found, err := p.find(releases, f)
			if err != nil {
				return out, fmt.Errorf("keep edition %s %s at its address: %w", r.ID, r.Label, err)
			}
			kept[f.Path] = found
		}
	}
	for _, f := range kept {
		out.files = append(out.files, f)
	}
	slices.SortFunc(out.files, func(a, b keptFile) int { return cmp.Compare(a.Path, b.Path) })
	return out, nil
}

// newerThan says whether a later edition of the family of r is built now or was before.
func newerThan(r editionRecord, now []edition.Edition, before []editionRecord) bool {
	return slices.ContainsFunc(now, func(e edition.Edition) bool { return e.ID == r.ID && e.Label > r.Label }) ||
		slices.ContainsFunc(before, func(o editionRecord) bool { return o.ID == r.ID && o.Label > r.Label })
}

// published are the names of releases on the disk: the one that readers see, then
// those before it.
func (p place) published() []string {
	names := []string{}
	if now := p.current(); releaseForm.MatchString(now) {
		names = append(names, now)
	}
	history, err := os.ReadFile(filepath.Join(p.releases(), historyName))
	if err == nil {
		names = append(names, strings.Fields(string(history))...)
	}
	out := names[:0]
	for _, n := range names {
		if info, err := os.Stat(filepath.Join(p.releases(), n)); err == nil && info.IsDir() && releaseForm.MatchString(n) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// find a file as it was published, in the first release that holds it so.
func (p place) find(releases []string, f manifestFile) (keptFile, error) {
	if !fs.ValidPath(f.Path) {
		return keptFile{}, fmt.Errorf("%q is no path of a site", f.Path)
	}
	for _, name := range releases {
		at := filepath.Join(p.releases(), name, filepath.FromSlash(f.Path))
		if sum, err := fileSum(at); err == nil && sum == f.SHA256 {
			return keptFile{f, at}, nil
		}
	}
	return keptFile{}, fmt.Errorf("%s is gone or was changed since it was published: put back a copy of %s, or move %s away to begin a new site",
		f.Path, filepath.Join(p.releases(), releases[0]), p.releases())
}

// fileSum is the checksum of a regular file on the disk.
func fileSum(at string) (string, error) {
	info, err := os.Lstat(at)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s is no regular file", at)
	}
	file, err := os.Open(at)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// readRecords reads every edition.json of a release, in order of id and label.
func readRecords(dir string) ([]editionRecord, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "data", "*", "*", path.Base(page.RecordPath(edition.Edition{}))))
	if err != nil {
		return nil, err
	}
	var out []editionRecord
	for _, at := range paths {
		body, err := os.ReadFile(at)
		if err != nil {
			return nil, err
		}
		r, err := readRecord(body)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b editionRecord) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Label, b.Label)) })
	return out, nil
}

// readManifest is the list of files of a release by path.
func readManifest(dir string) (map[string]manifestFile, error) {
	body, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, err
	}
	var m manifest
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", manifestName, err)
	}
	out := make(map[string]manifestFile, len(m.Files))
	for _, f := range m.Files {
		out[f.Path] = f
	}
	return out, nil
}

// file is the record as it stands in the site.
func (r editionRecord) file() (page.File, error) {
	body, err := marshalRecord(r)
	if err != nil {
		return page.File{}, fmt.Errorf("write record of edition %s %s: %w", r.ID, r.Label, err)
	}
	return page.File{Path: page.RecordPath(r.Stub()), Body: body}, nil
}

// entryOf is the entry of a file in a list with checksums.
func entryOf(f page.File) manifestFile {
	sum := sha256.Sum256(f.Body)
	return manifestFile{f.Path, len(f.Body), hex.EncodeToString(sum[:])}
}

// recordOf is the record of an edition now built, whose files are among those of the site.
func recordOf(e edition.Edition, content string, files []page.File, outward func(own []page.File) []string) editionRecord {
	r := editionRecord{Record: edition.RecordOf(e), Content: content}
	own := page.OwnFiles(e, files)
	for _, f := range own {
		r.Files = append(r.Files, entryOf(f))
	}
	r.Outward = outward(own)
	return r
}

// addRecords adds the record of each edition to the files of a site.
func addRecords(editions []edition.Edition, contents map[string]string, files []page.File, pages map[string]looked) ([]page.File, error) {
	there := map[string]bool{}
	for _, f := range files {
		there[f.Path] = true
	}
	leads := func(own []page.File) []string { return outward(own, pages, there) }
	made, errs := make([]page.File, len(editions)), make([]error, len(editions))
	onAllCores(len(editions), func(i int) {
		e := editions[i]
		made[i], errs[i] = recordOf(e, contents[e.ID+" "+e.Label], files, leads).file()
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out := append(slices.Clone(files), made...)
	slices.SortFunc(out, func(a, b page.File) int { return cmp.Compare(a.Path, b.Path) })
	return out, nil
}

// contentOf is the checksum of what an edition says, values among the downloads made of it.
func contentOf(e edition.Edition, downloads []page.File) (string, error) {
	made := map[string][]byte{}
	for _, f := range downloads {
		made[f.Path] = f.Body
	}
	h := sha256.New()
	enc := json.NewEncoder(h)
	if err := enc.Encode([]any{e.Title, e.Name, e.Status, e.Findings, e.Tiles, e.Cautions, e.Methods, e.Datasets, e.Quality, e.Words, e.Glossary, e.Citation}); err != nil {
		return "", fmt.Errorf("sum edition %s: %w", e.ID, err)
	}
	for _, ef := range figuresOf([]edition.Edition{e}) {
		f := ef.figure
		values, there := made[page.CSVPath(e, f.ID)]
		if !there {
			return "", fmt.Errorf("sum edition %s: there is no download of %s", e.ID, f.ID)
		}
		// Runs are numbered by what else was built; they say nothing a reader could notice.
		f.RunID, f.Lineage = "", slices.Clone(f.Lineage)
		for i := range f.Lineage {
			f.Lineage[i].MethodRunID = ""
		}
		about, err := describe(e, f)
		if err != nil {
			return "", err
		}
		for _, part := range [][]byte{values, about} {
			fmt.Fprintln(h, len(part))
			h.Write(part)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// checkNoClash refuses a file of an earlier edition where the new site has another.
func checkNoClash(files []page.File, kept []keptFile) error {
	now := map[string]page.File{}
	for _, f := range files {
		now[f.Path] = f
	}
	for _, k := range kept {
		if f, there := now[k.Path]; there && entryOf(f).SHA256 != k.SHA256 {
			return fmt.Errorf("publish site: %s belongs to an earlier edition and would be overwritten: two territories share an address", k.Path)
		}
	}
	return nil
}

// withoutTwins leaves out the kept files that the new site has, too: assets.
func withoutTwins(files []page.File, kept []keptFile) []keptFile {
	now := map[string]bool{}
	for _, f := range files {
		now[f.Path] = true
	}
	return slices.DeleteFunc(slices.Clone(kept), func(k keptFile) bool { return now[k.Path] })
}

// keep puts a file of an earlier release into a new one: the same bytes on the disk
// where the file system can share them, a copy otherwise.
func (k keptFile) keep(root *os.Root, dir string) error {
	name := filepath.FromSlash(k.Path)
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.Link(k.at, filepath.Join(dir, name)); err == nil {
		return nil
	} else if errors.Is(err, fs.ErrExist) {
		return err
	}
	body, err := os.ReadFile(k.at)
	if err != nil {
		return err
	}
	if entryOf(page.File{Body: body}).SHA256 != k.SHA256 {
		return fmt.Errorf("%s was changed while it was copied", k.at)
	}
	return writeFile(root, page.File{Path: k.Path, Body: body})
}

// sameOn says whether the file lies in a folder as it was published.
func (k keptFile) sameOn(dir string) bool {
	sum, err := fileSum(filepath.Join(dir, filepath.FromSlash(k.Path)))
	return err == nil && sum == k.SHA256
}

// mergedManifest orders the files of both kinds for the manifest.
func mergedManifest(files []page.File, kept []keptFile) []manifestFile {
	out := make([]manifestFile, len(files))
	onAllCores(len(files), func(i int) { out[i] = entryOf(files[i]) })
	for _, k := range kept {
		out = append(out, k.manifestFile)
	}
	slices.SortFunc(out, func(a, b manifestFile) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// stubs are the files of earlier editions for the checks of links: their names, and
// the body of those pages whose parts new pages lead to.
func (e earlier) stubs() ([]page.File, error) {
	var out []page.File
	for _, k := range e.files {
		f := page.File{Path: k.Path}
		if slices.Contains(e.latest, k.Path) {
			body, err := os.ReadFile(k.at)
			if err != nil {
				return nil, fmt.Errorf("read earlier edition: %w", err)
			}
			f.Body = bytes.Clone(body)
		}
		out = append(out, f)
	}
	return out, nil
}
