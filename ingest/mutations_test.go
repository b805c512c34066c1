package ingest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/snapshot"
)

var mutationSeed = flag.Uint64("mutation-seed", 7, "seed of TestMutations, printed by it")

const (
	perSeed      = 40 * mutationFactor
	leastInAll   = 2000 * mutationFactor
	mutationTime = 10 * time.Second // a file of a few kilobytes takes a millisecond
)

// fate is what became of a damaged file.
type fate string

const (
	wasRefused   fate = "refused"
	wasAnnounced fate = "announced" // rows set aside or passed over, notes, warnings
	wasSame      fate = "same rows"
	wasSilent    fate = "other rows inside valid syntax"
	wasBroken    fate = "SILENT: other rows out of broken syntax"
)

// loadedFile is a sound file as it loads.
type loadedFile struct {
	report Report
	rows   []string
}

// TestMutations damages sound files of every format in thousands of ways, byte by
// byte and token by token (T6 of the test plan). Each file is then refused, or gives
// the same rows, or says what it set aside or noticed; the rows read are the rows
// loaded, rejected and skipped. Other rows without a word are allowed only where the
// damage left a valid file that says something else (see skeleton): a reader that
// could tell would have to know the truth. Nothing panics, hangs or leaks goroutines.
func TestMutations(t *testing.T) {
	t.Logf("-mutation-seed %d", *mutationSeed)
	m := &mutations{db: &memory{}, fates: map[string]map[fate]int{}}
	m.g = overlayIngester(t, m.db)
	store, err := snapshot.Open(filepath.Join(quickDir(t), "snapshots"))
	if err != nil {
		t.Fatal(err)
	}
	m.g.Store = store
	seeds := ownSeeds(t)
	own := len(seeds)
	if dir := os.Getenv("FABBISOGNO_CORPUS"); dir != "" && isSlow {
		seeds = append(seeds, realSeeds(t, dir, func(s seed) bool {
			f, err := m.load(t, s.name, s.bytes(t))
			return err == nil && len(f.rows) > 0
		})...)
	}
	if own < 40 {
		t.Fatalf("%d files of our own, want at least 40", own)
	}
	before := runtime.NumGoroutine()
	for i, s := range seeds {
		t.Run(fmt.Sprintf("%02d_%s", i, s.name), func(t *testing.T) { m.damage(t, s) })
	}
	m.report(t, len(seeds))
	for wait := 0; runtime.NumGoroutine() > before+2; wait++ {
		if wait == 50 {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// quickDir is a folder where syncing costs nothing, if there is one: durability is tested elsewhere.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "fabbisogno-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

type mutations struct {
	g     *Ingester
	db    *memory
	fates map[string]map[fate]int // by kind of mutation
	count int
}

// load reads a file by the whole path. A panic or a file that takes too long fails the test.
func (m *mutations) load(t *testing.T, name string, file []byte) (loadedFile, error) {
	t.Helper()
	type answer struct {
		file  loadedFile
		err   error
		panic any
	}
	done := make(chan answer, 1)
	ctx, cancel := context.WithTimeout(context.Background(), mutationTime)
	defer cancel()
	go func() {
		var a answer
		defer func() {
			if p := recover(); p != nil {
				a.panic = p
			}
			done <- a
		}()
		m.db.loads = nil
		a.file.report, a.err = m.g.File(ctx, Request{Reader: bytes.NewReader(file), Name: name})
		if a.err == nil && len(m.db.loads) > 0 { // definitions are not loaded
			for _, o := range m.db.loads[0].Observations {
				a.file.rows = append(a.file.rows, said(o))
			}
			slices.Sort(a.file.rows)
		}
	}()
	select {
	case a := <-done:
		if a.panic != nil {
			t.Fatalf("panic: %v", a.panic)
		}
		return a.file, a.err
	case <-ctx.Done():
		t.Fatalf("not done after %v", mutationTime)
	}
	return loadedFile{}, nil
}

// said is what an observation says, without its place in the file.
func said(o warehouse.Observation) string {
	_, rest, _ := strings.Cut(observationText(o), " "+o.Column+" ")
	return rest + " " + o.Vintage
}

// damage loads all mutations of one file.
func (m *mutations) damage(t *testing.T, s seed) {
	sound, err := m.load(t, s.name, s.bytes(t))
	if err != nil || sound.report.Counts.Rejected > 0 && s.pack == nil && len(sound.rows) == 0 {
		t.Fatalf("the sound file does not load: %v, %+v", err, sound.report.Rejected)
	}
	parts, ok := s.form.skeleton(s.text, nil)
	if !ok {
		t.Fatal("the sound file has no skeleton")
	}
	name := fnv.New64a()
	_, _ = name.Write([]byte(t.Name()))
	rng := rand.New(rand.NewPCG(*mutationSeed, name.Sum64()))
	for n := 0; n < perSeed; n++ {
		kind := mutators[rng.IntN(len(mutators))]
		text, file := []byte(nil), []byte(nil)
		if s.sealed() && n%5 == 0 {
			kind = mutators[rng.IntN(byteMutators)]
			if file = kind.change(rng, s.form, s.bytes(t)); bytes.Equal(file, s.bytes(t)) {
				n--
				continue
			}
		} else {
			if text = kind.change(rng, s.form, s.text); bytes.Equal(text, s.text) {
				n-- // there was nothing of this kind to change
				continue
			}
			packed := s
			packed.text = text
			file = packed.bytes(t)
		}
		got, err := m.load(t, s.name, file)
		f, complaint := judge(sound, got, err)
		if complaint != "" {
			t.Fatalf("mutation %d (%s): %s; the file begins %.3000q", n, kind.name, complaint, file)
		}
		if f == wasSilent {
			if _, valid := s.form.skeleton(text, parts); !valid || text == nil {
				f = wasBroken
				t.Errorf("mutation %d (%s): other rows out of broken syntax, and nothing says so:\n%schanged: %s", n, kind.name, difference(sound.rows, got.rows), changed(s.text, text))
			}
		}
		m.add(kind.name, f)
	}
}

// changed shows the place where two texts differ.
func changed(from, to []byte) string {
	start := 0
	for start < min(len(from), len(to)) && from[start] == to[start] {
		start++
	}
	end := 0
	for end < min(len(from), len(to))-start && from[len(from)-1-end] == to[len(to)-1-end] {
		end++
	}
	before := from[max(start-60, 0):start]
	return fmt.Sprintf("%q then %.200q in place of %.200q", before, to[start:len(to)-end], from[start:len(from)-end])
}

// sealed says whether the container has a checksum, so that damage to it can't pass.
func (s seed) sealed() bool {
	return strings.HasSuffix(s.name, ".gz") || strings.HasSuffix(s.name, ".xlsx")
}

func (m *mutations) add(kind string, f fate) {
	if m.fates[kind] == nil {
		m.fates[kind] = map[fate]int{}
	}
	m.fates[kind][f]++
	m.count++
}

// judge tells the fate of a damaged file. complaint is not empty when it breaks a
// promise: an error without its rule, counts that do not add up, an unknown rule.
func judge(sound, got loadedFile, err error) (f fate, complaint string) {
	if err != nil {
		var s *SourceError
		if !errors.As(err, &s) {
			return wasRefused, fmt.Sprintf("an error that is no refusal: %v", err)
		}
		if s.Rule == "" || s.Hint == "" || s.Err == nil {
			return wasRefused, fmt.Sprintf("a refusal without rule or hint: %+v", s)
		}
		return wasRefused, ""
	}
	c := got.report.Counts
	if c.Read != c.Loaded+c.Rejected+c.Skipped || c.Observations != int64(len(got.rows)) || c.Rejected != int64(len(got.report.Rejected)) {
		return "", fmt.Sprintf("%+v does not add up", c)
	}
	for _, r := range got.report.Rejected {
		if r.Rule == "" || r.Message == "" || r.Hint == "" {
			return "", fmt.Sprintf("a rejection without rule, message or hint: %+v", r)
		}
	}
	switch {
	case slices.Equal(sound.rows, got.rows):
		return wasSame, ""
	case !slices.Equal(told(sound.report), told(got.report)):
		return wasAnnounced, ""
	}
	return wasSilent, ""
}

// told is what a report says beside its rows.
func told(r Report) []string {
	var out []string
	for _, s := range r.Skips {
		out = append(out, fmt.Sprintf("skip %s %d", s.Rule, s.Rows))
	}
	for _, x := range r.Rejected {
		out = append(out, fmt.Sprintf("row %d %s", x.Row, x.Rule))
	}
	for _, i := range r.Issues {
		if i.Rule != "released-assumed" && i.Rule != "few-rows" && i.Rule != "numbered-by-element" {
			out = append(out, i.Rule+" "+i.Message)
		}
	}
	slices.Sort(out)
	return out
}

// difference shows the first rows that are not in both.
func difference(want, got []string) string {
	var b strings.Builder
	for _, pair := range []struct {
		sign      string
		have, not []string
	}{{"-", want, got}, {"+", got, want}} {
		n := 0
		for _, row := range pair.have {
			if !slices.Contains(pair.not, row) && n < 3 {
				fmt.Fprintf(&b, "%s %s\n", pair.sign, row)
				n++
			}
		}
	}
	return b.String()
}

// report prints the fates by kind and fails when a kind never fired or a fate was never met.
func (m *mutations) report(t *testing.T, seeds int) {
	t.Helper()
	total := map[fate]int{}
	for _, kind := range slices.Sorted(maps.Keys(m.fates)) {
		t.Logf("%-22s %v", kind, m.fates[kind])
		for f, n := range m.fates[kind] {
			total[f] += n
		}
	}
	t.Logf("%d mutations of %d files: %v; 0 panics, 0 over %v", m.count, seeds, total, mutationTime)
	if t.Failed() {
		return
	}
	if m.count < leastInAll || len(m.fates) != len(mutators) {
		t.Errorf("%d mutations of %d kinds, want at least %d of %d", m.count, len(m.fates), leastInAll, len(mutators))
	}
	for _, f := range []fate{wasRefused, wasAnnounced, wasSame, wasSilent} {
		if total[f] == 0 {
			t.Errorf("no mutation ended as %q: the test does not reach it", f)
		}
	}
}
