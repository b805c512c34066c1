package boundaries

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/peterstace/simplefeatures/geom"

	"fabbisogno/datasets/codes"
)

// Names are the files that are looked for in a workspace, the first found is read.
var Names = []string{"boundaries.geojson", "boundaries.topojson", "boundaries.geojson.gz", "boundaries.topojson.gz"}

// mostBytes is more than the most detailed file of the regions in use has.
const mostBytes = 128 << 20

// Map is the outlines of a file.
type Map struct {
	File   string // base name
	SHA256 string // of the file as it lies
	// Outlines by NUTS 2 code.
	Outlines map[string]Outline
}

// Error is a file that cannot be drawn.
type Error struct {
	File    string
	Feature int // from 1; 0 when the file as a whole is meant
	Err     error
	Hint    string // what to do
}

// Error is file: feature: cause (hint).
func (e *Error) Error() string {
	at := ""
	if e.Feature > 0 {
		at = fmt.Sprintf("feature %d: ", e.Feature)
	}
	return fmt.Sprintf("%s: %s%v (%s)", e.File, at, e.Err, e.Hint)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Find is the boundaries file of a folder, read; nil without an error when there is none.
func Find(dir string, set *codes.Set) (*Map, error) {
	for _, name := range Names {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return Read(path, set)
	}
	return nil, nil
}

// Read makes outlines of the regions out of a file. Every error is an *Error.
func Read(path string, set *codes.Set) (*Map, error) {
	name := filepath.Base(path)
	fail := func(feature int, hint string, err error) (*Map, error) {
		return nil, &Error{File: name, Feature: feature, Err: err, Hint: hint}
	}
	raw, err := readAll(path)
	if err != nil {
		return fail(0, "give GeoJSON or TopoJSON of the regions or provinces, or take the file away", err)
	}
	text, err := unpack(raw)
	if err != nil {
		return fail(0, "pack the file anew", err)
	}
	features, err := decode(text)
	if err != nil {
		return fail(0, "give a FeatureCollection of GeoJSON or a Topology of TopoJSON, such as ogr2ogr -f GeoJSON -t_srs EPSG:4326 writes", err)
	}
	areas := map[string][]geom.Geometry{}
	for i, f := range features {
		code, err := areaOf(f.Properties, set)
		if err != nil {
			return fail(i+1, "give the provinces, or the NUTS 2 regions of Eurostat", err)
		}
		if code == "" {
			continue
		}
		if err := inDegrees(f.Geometry); err != nil {
			return fail(i+1, "give longitude and latitude, EPSG:4326", err)
		}
		areas[code] = append(areas[code], f.Geometry)
	}
	sum := sha256.Sum256(raw)
	m := &Map{File: name, SHA256: hex.EncodeToString(sum[:]), Outlines: map[string]Outline{}}
	for _, code := range regions(set) {
		if len(areas[code]) == 0 {
			return fail(0, "each of the 19 regions and the two autonomous provinces must be there, by NUTS_ID or by COD_REG and COD_PROV of Istat",
				fmt.Errorf("no area for %s", code))
		}
		if m.Outlines[code], err = outline(areas[code]); err != nil {
			return fail(0, "mend the polygons, for instance by ogr2ogr -makevalid", fmt.Errorf("%s: %w", code, err))
		}
	}
	return m, nil
}

func readAll(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > mostBytes:
		return nil, fmt.Errorf("%d bytes, more than %d", info.Size(), mostBytes)
	}
	return os.ReadFile(path)
}

func unpack(raw []byte) ([]byte, error) {
	if !bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		return raw, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err == nil && len(out) > mostBytes {
		err = fmt.Errorf("more than %d bytes unpacked", mostBytes)
	}
	return out, err
}

// feature is one area of a file as it is written there.
type feature struct {
	Properties map[string]any
	Geometry   geom.Geometry
}

func decode(text []byte) ([]feature, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, err
	}
	switch head.Type {
	case "FeatureCollection":
		return decodeCollection(text)
	case "Topology":
		return decodeTopology(text)
	}
	return nil, fmt.Errorf("type is %q", head.Type)
}

func decodeCollection(text []byte) ([]feature, error) {
	var in struct {
		Features []struct {
			Properties map[string]any  `json:"properties"`
			Geometry   json.RawMessage `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	out := make([]feature, len(in.Features))
	for i, f := range in.Features {
		// Files in use have rings that touch themselves: what matters is checked when areas are joined.
		g, err := geom.UnmarshalGeoJSON(f.Geometry, geom.NoValidate{})
		if err != nil {
			return nil, fmt.Errorf("feature %d: %w", i+1, err)
		}
		out[i] = feature{f.Properties, g}
	}
	return out, nil
}
