package publish

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fabbisogno/reports/page"
)

// keptOnce are the pages and drawings of the fixture, looked at once with a folder for
// verdicts, and the folder.
func keptOnce(t *testing.T) ([]pageJob, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "cache")
	editions := fixtures()[:1]
	v := openVerdicts(dir, "a")
	made, err := build(context.Background(), Options{Editions: editions, Renderer: plainRenderer{}, Software: "0.1.0", Intake: fixtureIntake(), verdicts: v})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.save(); err != nil {
		t.Fatal(err)
	}
	return jobsFor(editions, made.files), dir
}

// A site is the same bytes whether its pages were looked at now or before, and with
// nothing changed no page and no drawing is looked at again.
func TestVerdicts_leave_the_site_as_it_is(t *testing.T) {
	dir := t.TempDir()
	cache := filepath.Join(dir, "cache")
	at := func(name, cache string) map[string]string {
		place := filepath.Join(dir, name, "site")
		_, err := Publish(context.Background(), Options{Dir: place, Editions: fixtures(), Renderer: plainRenderer{}, Software: "0.1.0",
			Intake: fixtureIntake(), CacheDir: cache, Program: "a"})
		if err != nil {
			t.Fatal(err)
		}
		return tree(t, place)
	}
	without, cold := at("without", ""), at("cold", cache)
	first, err := os.ReadFile(filepath.Join(cache, verdictsName))
	if err != nil {
		t.Fatal(err)
	}
	warm := at("warm", cache)
	if diff := cmp.Diff(without, cold); diff != "" {
		t.Errorf("looked at with a list of verdicts: %s", diff)
	}
	if diff := cmp.Diff(cold, warm); diff != "" {
		t.Errorf("taken from the list: %s", diff)
	}
	if again, _ := os.ReadFile(filepath.Join(cache, verdictsName)); !bytes.Equal(first, again) {
		t.Error("the list of the second publication is another: something was not taken from the first")
	}
}

// Whatever look reads is in the key: a page that differs in any of it is looked at again.
func TestVerdicts_hold_for_one_job(t *testing.T) {
	jobs, dir := keptOnce(t)
	v := openVerdicts(dir, "a")
	if len(v.before.Drawings) == 0 {
		t.Error("no drawing was kept")
	}
	for _, j := range jobs {
		if _, isKnown := v.before.Pages[j.key()]; !isKnown {
			t.Errorf("%s was not kept", j.file.Path)
		}
	}
	base := pageJob{file: page.File{Path: "it/a.html", Body: []byte("<p>a</p>")}, budget: budget{10, 5}, figures: []expected{{id: "fig-a"}},
		brief: &pageJob{file: page.File{Path: "it/b.html", Body: []byte("<p>b</p>")}, budget: budget{10, 5}}}
	keys := map[string]string{base.key(): "base"}
	differs := func(name string, change func(*pageJob)) {
		j, brief := base, *base.brief
		j.figures, j.brief = []expected{base.figures[0]}, &brief
		change(&j)
		key := j.key()
		if other, taken := keys[key]; taken {
			t.Errorf("%s has the key of %s", name, other)
		}
		keys[key] = name
	}
	differs("numbers that are held", func(j *pageJob) { j.held = &held{} })
	differs("numbers held by another download", func(j *pageJob) { j.held = &held{sum: "1"} })
	differs("another path", func(j *pageJob) { j.file.Path = "it/c.html" })
	differs("another byte", func(j *pageJob) { j.file.Body = []byte("<p>c</p>") })
	differs("another weight", func(j *pageJob) { j.budget.raw++ })
	differs("another weight compressed", func(j *pageJob) { j.budget.compressed++ })
	differs("no brief", func(j *pageJob) { j.brief = nil })
	differs("another brief", func(j *pageJob) { j.brief.file.Body = []byte("<p>c</p>") })
	differs("another weight of the brief", func(j *pageJob) { j.brief.budget.raw++ })
	differs("no figure", func(j *pageJob) { j.figures = nil })
	differs("two figures", func(j *pageJob) { j.figures = append(j.figures, expected{}) })
	for name, x := range map[string]expected{"id": {id: "fig-b"}, "number": {id: "fig-a", number: "1"}, "finding": {id: "fig-a", finding: "1"},
		"how to read": {id: "fig-a", hasHowTo: true}, "notes": {id: "fig-a", hasNotes: true}, "demonstration": {id: "fig-a", isSynthetic: true},
		"source": {id: "fig-a", hasSource: true}, "producer": {id: "fig-a", producer: "1"}, "licence": {id: "fig-a", licence: "1"},
		"columns": {id: "fig-a", columns: 1}, "rows": {id: "fig-a", rows: 1}} {
		differs("a figure of another "+name, func(j *pageJob) { j.figures[0] = x })
	}
}

// A page with a problem has it every time; a list that was damaged, or that another
// program wrote, counts for nothing, and is replaced.
func TestVerdicts_are_not_believed_blindly(t *testing.T) {
	jobs, dir := keptOnce(t)
	bad := jobs[0]
	bad.file.Body = bytes.Replace(bad.file.Body, []byte("<main"), []byte(`<p onclick="alert(1)">x</p><main`), 1)
	for range 2 {
		v := openVerdicts(dir, "a")
		expectRule(t, v.look(bad)[bad.file.Path].problems, "no code in attributes")
		if err := v.save(); err != nil {
			t.Fatal(err)
		}
	}
	_, dir = keptOnce(t)
	list := filepath.Join(dir, verdictsName)
	good, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if v := openVerdicts(dir, "b"); len(v.before.Pages)+len(v.before.Drawings) > 0 {
		t.Error("verdicts of another program are believed")
	}
	for name, damaged := range map[string][]byte{"cut": good[:len(good)/2], "empty": {}, "no checksum": good[65:],
		"changed": bytes.Replace(good, []byte(`"ids":[`), []byte(`"ids":["x",`), 1)} {
		if bytes.Equal(damaged, good) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := os.WriteFile(list, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		v := openVerdicts(dir, "a")
		if len(v.before.Pages)+len(v.before.Drawings) > 0 {
			t.Errorf("%s: a damaged list is believed", name)
		}
		if err := v.save(); err != nil {
			t.Fatal(err)
		}
		if now, _ := os.ReadFile(list); bytes.Equal(now, damaged) {
			t.Errorf("%s: the damaged list was not replaced", name)
		}
	}
}
