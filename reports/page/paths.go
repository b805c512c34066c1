package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"fabbisogno/reports/edition"
)

// Langs are the language trees, in the order in which they are written.
func Langs() []string { return []string{"it", "en"} }

// otherLang is the tree the language switch leads to.
func otherLang(lang string) string {
	if lang == "it" {
		return "en"
	}
	return "it"
}

var (
	slugForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	labelForm = regexp.MustCompile(`^[0-9A-Za-z]+(-[0-9A-Za-z]+)*$`)
	figForm   = regexp.MustCompile(`^fig-[a-z0-9]+(-[a-z0-9]+)*$`)
)

// CheckNames refuses an edition whose names could not be file names or
// addresses: everything that becomes a path passes an allow list first.
func CheckNames(e edition.Edition) error {
	for _, s := range []string{e.Slug.IT, e.Slug.EN} {
		if !slugForm.MatchString(s) {
			return fmt.Errorf("name edition %s: slug %q: use lower-case letters, digits and single hyphens", e.ID, s)
		}
	}
	if !labelForm.MatchString(e.ID) || !labelForm.MatchString(e.Label) {
		return fmt.Errorf("name edition %q, label %q: use letters, digits and single hyphens", e.ID, e.Label)
	}
	for _, c := range e.Chapters {
		for _, f := range c.Figures {
			if !figForm.MatchString(f.ID) {
				return fmt.Errorf("name figure %q of edition %s: use fig- and lower-case letters, digits, single hyphens", f.ID, e.ID)
			}
		}
	}
	return nil
}

// ReportPath is the page of an edition; an empty label is the address that
// always shows the latest one.
func ReportPath(e edition.Edition, lang, label string) string {
	dir := lang + "/" + e.Slug.In(lang) + "/"
	if label != "" {
		dir += label + "/"
	}
	return dir + "index.html"
}

// BriefPath is the brief of an edition, beside its report.
func BriefPath(e edition.Edition, lang, label string) string {
	name := "brief.html"
	if lang == "it" {
		name = "sintesi.html"
	}
	return strings.TrimSuffix(ReportPath(e, lang, label), "index.html") + name
}

// ReportPDFPath is the report of an edition as PDF, at its own address only.
func ReportPDFPath(e edition.Edition, lang string) string {
	name := "report.pdf"
	if lang == "it" {
		name = "rapporto.pdf"
	}
	return strings.TrimSuffix(ReportPath(e, lang, e.Label), "index.html") + name
}

// BriefPDFPath is the brief of an edition as PDF.
func BriefPDFPath(e edition.Edition, lang string) string {
	return strings.TrimSuffix(BriefPath(e, lang, e.Label), "html") + "pdf"
}

// sheetDirs are the folders of sheets in each language.
var sheetDirs = map[edition.Kind]map[string]string{
	edition.Occupation: {"it": "professioni", "en": "occupations"},
	edition.Sector:     {"it": "settori", "en": "sectors"},
}

// SheetIndexPath is the list of the sheets of a kind in an edition.
func SheetIndexPath(e edition.Edition, kind edition.Kind, lang string) string {
	return lang + "/" + sheetDirs[kind][lang] + "/" + e.Label + "/index.html"
}

// SheetPath is the sheet of a code.
func SheetPath(e edition.Edition, kind edition.Kind, lang, code string) string {
	return strings.TrimSuffix(SheetIndexPath(e, kind, lang), "index.html") + anchor("c-"+code) + ".html"
}

// LineagePath is the page that says how a figure was made.
func LineagePath(e edition.Edition, lang, figureID string) string {
	return lang + "/" + e.Slug.In(lang) + "/" + e.Label + "/lineage/" + figureID + ".html"
}

// IndexPath is the list of editions in a language.
func IndexPath(lang string) string { return lang + "/index.html" }

// SourcesPath is the page on the files behind the site in a language.
func SourcesPath(lang string) string {
	if lang == "it" {
		return "it/fonti.html"
	}
	return "en/sources.html"
}

// AccessibilityPath is the accessibility statement in a language.
func AccessibilityPath(lang string) string {
	if lang == "it" {
		return "it/accessibilita.html"
	}
	return "en/accessibility.html"
}

// DataDir holds the downloads of an edition, shared by both languages.
func DataDir(e edition.Edition) string { return "data/" + e.ID + "/" + e.Label + "/" }

// CSVPath is the download of a figure for programs.
func CSVPath(e edition.Edition, figureID string) string { return DataDir(e) + figureID + ".csv" }

// ItalianCSVPath is the download of a figure for spreadsheets in Italian.
func ItalianCSVPath(e edition.Edition, figureID string) string {
	return DataDir(e) + figureID + ".it.csv"
}

// JSONPath is the description of a figure's download.
func JSONPath(e edition.Edition, figureID string) string { return DataDir(e) + figureID + ".json" }

// ZipPath is everything of an edition in one file.
func ZipPath(e edition.Edition) string {
	return DataDir(e) + "fabbisogno-" + e.ID + "-" + e.Label + ".zip"
}

// RecordPath is what machines read of an edition: names, days, revisions, files.
func RecordPath(e edition.Edition) string { return DataDir(e) + "edition.json" }

// Records of the whole site.
const (
	CataloguePath = "dcat-ap-it.rdf"
	SitemapPath   = "sitemap.xml"
	CitationPath  = "CITATION.cff"
)

// NumbersPath says of an edition, for every number of its texts, which row of which
// download it comes from.
func NumbersPath(e edition.Edition) string { return DataDir(e) + "numbers.json" }

// FeedPath is the feed of editions in a language.
func FeedPath(lang string) string { return lang + "/feed.xml" }

// EditionCitationPath is how to cite an edition, for programs.
func EditionCitationPath(e edition.Edition) string { return DataDir(e) + "CITATION.cff" }

// BibTeXPath is how to cite an edition in BibTeX.
func BibTeXPath(e edition.Edition) string { return DataDir(e) + "citation.bib" }

// AssetPaths are the style sheet and the script. Their names come from their
// content: pages of earlier editions keep the ones they were made with.
func AssetPaths() (styleSheet, script string) { return assetPaths() }

// assetPaths are made once: every page names them.
var assetPaths = sync.OnceValues(func() (styleSheet, script string) {
	return "assets/style." + contentName(style()) + ".css", "assets/script." + contentName(leanScript(scriptJS)) + ".js"
})

func contentName(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:6])
}

// Permalink is the short address of a figure under the site's base address,
// as printed on paper: /it/italia/2026-11/#fig-jobs-fan.
func Permalink(base string, e edition.Edition, lang, figureID string) string {
	return strings.TrimSuffix(base, "/") + "/" + lang + "/" + e.Slug.In(lang) + "/" + e.Label + "/#" + figureID
}

// up is the relative way from a page to the root of the site.
func up(path string) string { return strings.Repeat("../", strings.Count(path, "/")) }
