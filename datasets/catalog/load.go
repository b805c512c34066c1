package catalog

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/tomlfile"
)

//go:embed providers/*.toml tables/*.toml indicators/*.toml parameters/*.toml studies/*.toml
var declared embed.FS

// Error is one mistake in the catalogue: file, line, field, cause and hint.
type Error = tomlfile.Error

// Overlay is a folder of further declarations, laid out as the embedded
// catalogue: tables, and the providers and indicators that they need.
type Overlay struct {
	Name string // path of the folder, for messages
	FS   fs.FS
}

// Load reads the embedded catalogue.
func Load() (*Catalog, error) { return LoadFS(declared) }

// LoadWith reads the embedded catalogue and the overlays, which may add to it and
// not replace anything: an id that is declared twice is a mistake.
func LoadWith(overlays ...Overlay) (*Catalog, error) { return LoadFS(declared, overlays...) }

// embedded is where the embedded files stand in the project.
const embedded = "datasets/catalog/"

// LoadFS reads a catalogue laid out as the embedded one, and overlays. It
// reports all mistakes at once, joined, by file and line, each an *Error; the
// catalogue is nil then.
func LoadFS(fsys fs.FS, overlays ...Overlay) (*Catalog, error) {
	lists, err := codes.Load()
	if err != nil {
		return nil, fmt.Errorf("load catalogue: %w", err)
	}
	r := reader{checker: checker{codes: lists, catalog: &Catalog{}, unread: map[string]bool{}}, sum: sha256.New()}
	for _, room := range rooms {
		if err := r.room(room, fsys, ""); err != nil {
			return nil, fmt.Errorf("load catalogue: %w", err)
		}
		for _, o := range overlays {
			if !room.mayAdd {
				continue
			}
			if err := r.room(room, o.FS, o.Name); err != nil {
				return nil, fmt.Errorf("load catalogue: %w", err)
			}
		}
	}
	r.check()
	if len(r.mistakes) > 0 {
		return nil, r.joined()
	}
	c := r.catalog
	c.fingerprint = hex.EncodeToString(r.sum.Sum(nil))
	slices.SortFunc(c.Providers, func(a, b Provider) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Tables, func(a, b Table) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Indicators, func(a, b Indicator) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Parameters, func(a, b Parameter) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Studies, func(a, b Study) int { return strings.Compare(a.ID, b.ID) })
	return c, nil
}

// hasher is what the fingerprint is taken with.
type hasher interface {
	Write([]byte) (int, error)
	Sum([]byte) []byte
}

// reader collects what the files declare, and where.
type reader struct {
	checker
	sum hasher
}

// room is a folder of the catalogue.
type room struct {
	folder string
	mayAdd bool // overlays may hold it; parameters and studies are the edition's own
	read   func(r *reader, name string, data []byte)
}

// room reads the files of one folder of the embedded catalogue, or of an overlay
// with its name.
func (r *reader) room(room room, fsys fs.FS, overlay string) error {
	names, err := fs.Glob(fsys, room.folder+"/*.toml")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(r.sum, "%s %d\n", name, len(data))
		r.sum.Write(data)
		if overlay != "" {
			name = path.Join(overlay, name)
		}
		room.read(r, name, data)
	}
	return nil
}

// rooms are the folders of the catalogue, in the order in which they are read.
var rooms = [...]room{
	{"providers", true, func(r *reader, name string, data []byte) {
		r.catalog.Providers, r.providers = one(r, name, data, r.catalog.Providers, r.providers)
	}},
	{"indicators", true, func(r *reader, name string, data []byte) {
		var file struct {
			Items []Indicator `toml:"indicator"`
		}
		if at, ok := r.decode(name, data, &file); ok {
			r.catalog.Indicators = append(r.catalog.Indicators, file.Items...)
			r.indicators = append(r.indicators, at.elements("indicator", len(file.Items))...)
		}
	}},
	{"tables", true, func(r *reader, name string, data []byte) {
		n := len(r.catalog.Tables)
		r.catalog.Tables, r.tables = one(r, name, data, r.catalog.Tables, r.tables)
		for i := n; i < len(r.catalog.Tables); i++ {
			r.catalog.Tables[i].File = name
			if path.Dir(name) == "tables" {
				r.catalog.Tables[i].File = embedded + name
			}
		}
	}},
	{"parameters", false, func(r *reader, name string, data []byte) {
		var file struct {
			Items []Parameter `toml:"parameter"`
		}
		if at, ok := r.decode(name, data, &file); ok {
			r.catalog.Parameters = append(r.catalog.Parameters, file.Items...)
			r.parameters = append(r.parameters, at.elements("parameter", len(file.Items))...)
		}
	}},
	{"studies", false, func(r *reader, name string, data []byte) {
		r.catalog.Studies, r.studies = one(r, name, data, r.catalog.Studies, r.studies)
	}},
}

// one reads a file that declares a single item at its top level.
func one[T any](r *reader, name string, data []byte, items []T, places []place) ([]T, []place) {
	var item T
	at, ok := r.decode(name, data, &item)
	if !ok {
		return items, places
	}
	return append(items, item), append(places, at)
}

// decode reads a file and keeps its mistakes. Not ok: the file could not be
// read as a whole, so that judging the rest of it would only mislead.
func (r *reader) decode(name string, data []byte, into any) (at place, ok bool) {
	before := len(r.mistakes)
	err := tomlfile.Decode(name, data, into)
	switch joined, many := err.(interface{ Unwrap() []error }); {
	case err == nil:
	case many:
		for _, e := range joined.Unwrap() {
			r.keep(name, e)
		}
	default:
		r.keep(name, err)
	}
	ok = r.onlyUnknown(before)
	if !ok {
		r.unread[path.Base(path.Dir(name))] = true
	}
	return place{file: name, text: &text{data: data}}, ok
}

func (r *reader) keep(name string, err error) {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{File: name, Err: err}
	}
	r.mistakes = append(r.mistakes, e)
}

// onlyUnknown says whether all mistakes since the n-th are unknown fields, so
// that the rest of the file was read.
func (r *reader) onlyUnknown(n int) bool {
	return !slices.ContainsFunc(r.mistakes[n:], func(e *Error) bool { return !errors.Is(e, tomlfile.ErrUnknownField) })
}

// joined are all mistakes by file, line and text.
func (c *checker) joined() error {
	slices.SortStableFunc(c.mistakes, func(a, b *Error) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			strings.Compare(a.Field, b.Field), strings.Compare(a.Err.Error(), b.Err.Error()))
	})
	all := make([]error, len(c.mistakes))
	for i, e := range c.mistakes {
		all[i] = e
	}
	return errors.Join(all...)
}

// stem is the file name without folder and ending.
func stem(name string) string { return strings.TrimSuffix(path.Base(name), ".toml") }
