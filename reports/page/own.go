package page

import (
	"slices"
	"strings"

	"fabbisogno/reports/edition"
)

// OwnFiles are the files of an edition among those of a site: what stands at its own
// address, and the assets its pages use.
func OwnFiles(e edition.Edition, files []File) []File {
	styleSheet, script := AssetPaths()
	dirs := []string{DataDir(e)}
	for _, lang := range Langs() {
		dirs = append(dirs, strings.TrimSuffix(ReportPath(e, lang, e.Label), "index.html"))
		for _, set := range e.Sheets {
			dirs = append(dirs, strings.TrimSuffix(SheetIndexPath(e, set.Kind, lang), "index.html"))
		}
	}
	var out []File
	for _, f := range files {
		if f.Path == styleSheet || f.Path == script || slices.ContainsFunc(dirs, func(d string) bool { return strings.HasPrefix(f.Path, d) }) {
			out = append(out, f)
		}
	}
	return out
}

// LatestPaths are the pages of an edition at the address that shows the latest one.
func LatestPaths(e edition.Edition) []string {
	var out []string
	for _, lang := range Langs() {
		out = append(out, ReportPath(e, lang, ""), BriefPath(e, lang, ""))
	}
	return out
}
