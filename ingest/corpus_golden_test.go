package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"

	gocmp "github.com/google/go-cmp/cmp"
)

// goldenFile lists what becomes of each of the recorded files.
const goldenFile = "testdata/corpus.golden"

// corpusSize is how many recorded files there are beside their list, SOURCES.md.
const corpusSize = 197

// givenTables are the files that tell no flow, because their owners renamed
// them, and the table that an analyst names for them.
var givenTables = map[string]string{
	"istat/istat-dot-stat-csv/empoweritaly/D7-Unemployment_rate_between_foreigners_and_italians.csv": "istat_unemployment",
}

// TestCorpusGolden loads every recorded file as an analyst would drop it into a
// workspace and holds what became of it against a line of testdata/corpus.golden:
// table, format and counts by rule, or the rule and reason of its refusal. A file
// that is new, gone, or told otherwise fails; -update writes what was got.
func TestCorpusGolden(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is refused in CI")
	}
	dir := filepath.Join(corpus(t), "real")
	files := corpusPaths(t, dir)
	if len(files) != corpusSize {
		t.Errorf("%d recorded files, want %d", len(files), corpusSize)
	}
	var got strings.Builder
	for _, path := range files {
		got.WriteString(goldenLine(t, dir, path))
	}
	if *update {
		if err := os.WriteFile(goldenFile, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

// corpusPaths are the recorded files, by path from dir with slashes.
func corpusPaths(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if rel != "SOURCES.md" {
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}

// goldenLine loads one file into an empty warehouse and tells its outcome.
func goldenLine(t *testing.T, dir, path string) string {
	t.Helper()
	db := &memory{}
	given := givenTables[path]
	rep, err := overlayIngester(t, db).File(context.Background(), Request{Path: filepath.Join(dir, filepath.FromSlash(path)), Table: given})
	checkRuleNames(t, rep, err)
	var refused *SourceError
	switch {
	case errors.As(err, &refused):
		if len(db.loads) > 0 || refused.Hint == "" {
			t.Errorf("%s: refused, but %d loads, hint %q", path, len(db.loads), refused.Hint)
		}
		return fmt.Sprintf("%s | refused %s | %s\n", path, refused.Rule, refused.Err)
	case err != nil:
		t.Errorf("%s: %v", path, err)
		return fmt.Sprintf("%s | error\n", path)
	}
	if rep.Format == Definitions {
		if len(db.loads) > 0 {
			t.Errorf("%s: definitions reached the warehouse", path)
		}
		checkPhysical(t, dir, path, rep)
		return fmt.Sprintf("%s | definitions | %d kept | %s\n", path, rep.Counts.Skipped, messageOf(rep, "definitions"))
	}
	c := rep.Counts
	if c.Read != c.Loaded+c.Rejected+c.Skipped {
		t.Errorf("%s: the counts do not add up: %+v", path, c)
	}
	checkPhysical(t, dir, path, rep)
	table := rep.Table
	if given != "" {
		table += " (given)"
	}
	return fmt.Sprintf("%s | %s from %s | read %d = loaded %d + rejected %d%s + skipped %d%s | observations %d\n", path, table, rep.Format,
		c.Read, c.Loaded, c.Rejected, byRule(rejectedByRule(db.loads[0])), c.Skipped, byRule(skippedByRule(rep)), c.Observations)
}

func rejectedByRule(l warehouse.Load) map[string]int64 {
	out := map[string]int64{}
	for _, r := range l.Rejected {
		out[r.Rule]++
	}
	return out
}

// messageOf is the message of an issue.
func messageOf(rep Report, rule string) string {
	for _, i := range rep.Issues {
		if i.Rule == rule {
			return i.Message
		}
	}
	return ""
}

func skippedByRule(rep Report) map[string]int64 {
	out := map[string]int64{}
	for _, s := range rep.Skips {
		out[s.Rule] += s.Rows
	}
	return out
}

// byRule writes counts as (range 3, code 1); nothing for none.
func byRule(counts map[string]int64) string {
	if len(counts) == 0 {
		return ""
	}
	var parts []string
	for _, rule := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s %d", rule, counts[rule]))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
