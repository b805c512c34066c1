package ingest

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// notData are files that publishers and their users keep beside data, told by
// their first characters, with what to do with each.
var notData = []struct {
	what, hint string
	is         func(head []byte) bool
}{
	{"a shapefile of boundaries", noMaps, begins("\x00\x00\x27\x0a")},
	{"the attribute table of a shapefile", noMaps, isDBF},
	{"the projection of a shapefile", noMaps, begins("PROJCS[", "GEOGCS[")},
	{"a map in TopoJSON", noMaps, jsonWith(`"Topology"`)},
	{"a map in GeoJSON", noMaps, jsonWith(`"FeatureCollection"`)},
	{"the description of a web service", "ask the service for data", jsonWith(`"swagger"`, `"openapi"`)},
	{"the description of a data package", "load the files that it describes", jsonWith(`"resources"`, `"datapackage"`)},
	{"a feed of news", "it tells which data changed; fabbisogno fetch asks for them", isFeed},
	{"a licence", "there is nothing to load", func(head []byte) bool { return bytes.Contains(head, []byte("Attribution 4.0 International")) }},
	{"a file of settings", "there is nothing to load", settingsLine.Match},
}

// byHeader are files of which the header alone tells what they are, which may be
// a table that nobody declared.
var byHeader = []struct {
	what, hint string
	is         func(names []string) bool
}{
	{"a list of data flows or structures", "ask for the data of a flow: fabbisogno fetch TABLE", isFlowList},
	{"a classification or list of codes", "code lists are files of datasets/codes/data (code, label_it, label_en, parent, level); single texts are read by mapping lines of the workspace", isCodeList},
}

// settingsLine begins a TOML file.
var settingsLine = regexp.MustCompile(`^[a-z_]+ = ["\d\[]`)

const noMaps = "maps are drawn from the drawings in the program; there is nothing to load"

// refuseNotData says what a file is that holds no data.
func refuseNotData(head []byte) error {
	for _, n := range notData {
		if n.is(head) {
			return format.Refuse("type", n.hint, "the file is %s and holds no data", n.what)
		}
	}
	if start := bytes.TrimLeft(head, "\ufeff \t\r\n"); len(start) == 0 || bytes.ContainsAny(start[:1], "{[<") {
		return nil
	}
	names := headerNames(head)
	for _, n := range byHeader {
		if n.is(names) {
			return format.Refuse("type", n.hint+"; if it holds data, declare it in tables/*.toml of the workspace with format = \"tidycsv\"",
				"by its header the file is %s, and no table is declared with this header", n.what)
		}
	}
	return nil
}

func begins(with ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(with, func(w string) bool { return bytes.HasPrefix(head, []byte(w)) })
	}
}

// jsonWith tells an object by a text near its start.
func jsonWith(texts ...string) func([]byte) bool {
	return func(head []byte) bool {
		start := bytes.TrimLeft(head, "\ufeff \t\r\n")
		return bytes.HasPrefix(start, []byte("{")) && slices.ContainsFunc(texts, func(t string) bool { return bytes.Contains(start, []byte(t)) })
	}
}

// isDBF says whether a file begins as dBASE III: version, a date, then binary counts.
func isDBF(head []byte) bool {
	return len(head) >= 32 && head[0] == 3 && head[2] >= 1 && head[2] <= 12 && head[3] >= 1 && head[3] <= 31 && head[12] == 0 && head[13] == 0
}

func isFeed(head []byte) bool {
	start := bytes.TrimLeft(head, "\ufeff \t\r\n")
	return bytes.HasPrefix(start, []byte("<")) && bytes.Contains(start, []byte("<rss"))
}

// Words in headers of classifications: one column of codes and one of names.
var (
	codeWords = []string{"code", "codice", "codici", "codelist", "nace2", "itter107", "uts", "uri", "childid", "ref_area", "iscogroup"}
	nameWords = []string{"label", "title", "titolo", "name", "den_", "denominazione", "descrizione", "description", "preferredlabel", "objecttype", "istat_codelist"}
	// dataWords are in headers of data, which may carry codes and names too.
	dataWords = []string{"value", "valore", "year", "anno", "period", "time", "month", "pct", "quota", "hires"}
)

// isCodeList tells the header of a classification.
func isCodeList(names []string) bool {
	return len(names) > 1 && hasWord(names, codeWords) && hasWord(names, nameWords) && !hasWord(names, dataWords)
}

// isFlowList tells the header of a list of what a service offers.
func isFlowList(names []string) bool {
	return len(names) > 2 && (names[0] == "df_id" || names[0] == "dsd" || slices.Contains(names, "dsd") && slices.Contains(names, "agency"))
}

// headerNames are the column names of a delimited text in small letters; lines
// that begin with # come before it.
func headerNames(head []byte) []string {
	text := bytes.TrimPrefix(head, []byte("\ufeff"))
	for bytes.HasPrefix(text, []byte("#")) {
		_, rest, ok := bytes.Cut(text, []byte("\n"))
		if !ok {
			return nil
		}
		text = rest
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	if bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")) {
		r.Comma = ';'
	}
	r.LazyQuotes = true
	names, err := r.Read()
	if err != nil {
		return nil
	}
	for i, name := range names {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	return names
}

func hasWord(names, words []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	})
}
