package edition

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/chapter"
	"fabbisogno/reports/figure"
	"fabbisogno/reports/locale"
)

// Options say what to build.
type Options struct {
	DB       *warehouse.DB
	Catalog  *catalog.Catalog
	Codes    *codes.Set
	AsOf     time.Time
	Seed     int64
	Software string
	RunID    string      // of the report step
	Regions  []string    // codes of regions with an edition of their own
	Kinds    []Kind      // what to build; empty: everything
	Calendar []time.Time // days declared for releases to come; empty: by the rule of nextRelease
	Borders  *chapter.Borders
	// Before is what is published at present: one of it that is built again keeps its
	// brief and its sheets.
	Before []Record
}

// chapters of every edition, in order; the contents list of the study.
var chapters = []func(context.Context, *chapter.Source) (chapter.Chapter, error){
	chapter.Ten,
	chapter.Now,
	chapter.Demand,
	chapter.Shortages,
	chapter.Priorities,
	chapter.Regions,
	chapter.Quotas,
	chapter.Record,
	chapter.Limits,
	chapter.Paths,
}

// keyFigures lead the report, in order; one that is not there is passed over.
var keyFigures = []string{"fig-need-incidence", "fig-hard-to-fill", "fig-planned-entries", "fig-shortage-ranking", "fig-hard-occupations", "fig-hard-sectors", "fig-employed", "fig-quotas"}

// tileFigures give the four numbers; the fifth stands in where one is not there.
var tileFigures = []string{"fig-employed", "fig-vacancy-rate", "fig-hard-to-fill", "fig-planned-entries", "fig-unemployment"}

const (
	mostFindings = 7
	mostTiles    = 4
)

// italyID is the id of the national edition.
const italyID = "italy"

// label of the editions as of a day, for their addresses: 2026-11.
func label(asOf time.Time) string { return asOf.Format("2006-01") }

// Build makes the national edition and one a region.
func Build(ctx context.Context, o Options) ([]Edition, error) {
	territories := []series.Code{{List: "nuts2021", Value: "IT"}}
	regions := o.Regions
	if !o.has(Region) && !o.has(InBrief) {
		regions = nil
	}
	for _, r := range regions {
		code, err := o.Codes.Region(r)
		if err != nil {
			return nil, fmt.Errorf("build edition: %w: nearest codes %v", err, o.Codes.Nearest("nuts2021", r, 3))
		}
		territories = append(territories, code)
	}
	out, err := buildAll(ctx, o, territories)
	if err != nil {
		return nil, err
	}
	for _, kind := range []Kind{Occupation, Sector} {
		if set := sheetSet(kind, out); o.wants(kind, italyID) && set != nil {
			out[0].Sheets = append(out[0].Sheets, set)
		}
	}
	settleSlugs(out)
	return out, nil
}

// common is what all editions of a site share.
type common struct {
	shared  *chapter.Shared
	ledger  []warehouse.LedgerEntry
	quality []Paragraph
	methods *methodLists
	words   []Word
}

func commonTo(ctx context.Context, o Options, territories []series.Code) (common, error) {
	c := common{shared: &chapter.Shared{Territories: territories}}
	var err error
	if c.ledger, err = o.DB.LedgerAsOf(ctx, o.AsOf); err != nil {
		return c, err
	}
	if c.quality, err = quality(ctx, o, c.ledger); err != nil {
		return c, err
	}
	all, err := methods(o)
	if err != nil {
		return c, err
	}
	c.methods = &methodLists{all: all}
	c.words, err = words()
	return c, err
}

// buildAll builds the editions of territories on as many cores as the program may
// use, each into its own place. Of several errors it returns that of the first edition.
func buildAll(ctx context.Context, o Options, territories []series.Code) ([]Edition, error) {
	c, err := commonTo(ctx, o, territories)
	if err != nil {
		return nil, fmt.Errorf("build editions: %w", err)
	}
	out := make([]Edition, len(territories))
	errs := make([]error, len(territories))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(territories)) {
		wait.Go(func() {
			for i := range next {
				out[i], errs[i] = build(ctx, o, c, territories[i])
			}
		})
	}
	for i := range territories {
		next <- i
	}
	close(next)
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("build edition %s: %w", territories[i].Value, err)
		}
	}
	return out, nil
}

func build(ctx context.Context, o Options, common common, territory series.Code) (Edition, error) {
	name := Text{IT: o.Codes.Label(territory, "it"), EN: o.Codes.Label(territory, "en")}
	e := Edition{ID: italyID, Slug: slug(name), Territory: territory.Value, Name: name, AsOf: o.AsOf, Released: o.AsOf,
		NextRelease: nextRelease(o.AsOf, o.Calendar...), Label: label(o.AsOf), Seed: o.Seed, Software: o.Software,
		Status: Text{IT: "provvisorio", EN: "provisional"}}
	study, id := "italy", italyID
	if territory.Value != "IT" {
		study, id = "region", "region-"+territory.Value
	}
	e.ID = id
	if st, ok := o.Catalog.Study(study); ok {
		e.Title = st.Title
	}
	if territory.Value != "IT" {
		place := locale.InPlace(name)
		e.Title = Text{IT: "I fabbisogni professionali " + place.IT, EN: "Professional needs " + place.EN}
	}
	source := &chapter.Source{DB: o.DB, Catalog: o.Catalog, Codes: o.Codes, AsOf: o.AsOf, Territory: territory, Report: o.RunID, Shared: common.shared, Borders: o.Borders}
	for _, make := range chapters {
		c, err := make(ctx, source)
		if err != nil {
			return e, err
		}
		if c.IsAside && (len(c.Figures) == 0 || !o.wants(Occupation, italyID) && !o.wants(Sector, italyID)) || c.IsEmpty() {
			continue
		}
		c.Number = fmt.Sprint(len(e.Chapters) + 1)
		if c.IsAside {
			c.Number = "S" // stands in the sheets
		}
		for j := range c.Figures {
			c.Figures[j].Number = fmt.Sprintf("%s.%d", c.Number, j+1)
			e.IsSynthetic = e.IsSynthetic || c.Figures[j].IsSynthetic
		}
		e.Chapters = append(e.Chapters, c)
	}
	if len(e.figures()) == 0 {
		return e, fmt.Errorf("no chapter has a figure: nothing is loaded")
	}
	e.Findings, e.Tiles = findings(e.figures()), tiles(e.figures())
	e.Cautions = cautions(e.IsSynthetic)
	e.Datasets = datasetsOf(o, common.ledger, e.figures())
	e.Quality, e.Methods, e.Words = common.quality, common.methods.of(e.figures()), common.words
	e.Glossary = glossary
	e.Revisions = []Revision{{On: o.AsOf, What: Text{IT: "Prima edizione di questo rapporto", EN: "First edition of this report"},
		Why: Text{IT: "Non ci sono edizioni precedenti con cui confrontarla.", EN: "There are no earlier editions to compare it with."}}}
	e.Citation = citation(e)
	if o.wants(InBrief, e.ID) {
		e.Brief = briefOf(e)
	}
	return e, nil
}

// figures of all chapters, in order.
func (e Edition) figures() []figure.Figure {
	var out []figure.Figure
	for _, c := range e.Chapters {
		out = append(out, c.Figures...)
	}
	return out
}

// nextRelease is the first day declared after asOf, or else the twentieth of the month
// after: the monthly data of a month come out around its middle.
func nextRelease(asOf time.Time, calendar ...time.Time) time.Time {
	var next time.Time
	for _, day := range calendar {
		if day.After(asOf) && (next.IsZero() || day.Before(next)) {
			next = day
		}
	}
	if !next.IsZero() {
		return next
	}
	return time.Date(asOf.Year(), asOf.Month()+1, 20, 0, 0, 0, 0, time.UTC)
}

// findings are the key figures in a sentence each.
func findings(all []figure.Figure) []Finding {
	var out []Finding
	for _, id := range keyFigures {
		i := slices.IndexFunc(all, func(f figure.Figure) bool { return f.ID == id && f.Key.IsComplete() })
		if i >= 0 && len(out) < mostFindings {
			out = append(out, Finding{Text: all[i].Key, FigureID: id, IsSynthetic: all[i].IsSynthetic})
		}
	}
	return out
}

// tiles are four figures as one number each.
func tiles(all []figure.Figure) []Tile {
	var out []Tile
	for _, id := range tileFigures {
		i := slices.IndexFunc(all, func(f figure.Figure) bool { return f.ID == id && f.Headline != nil })
		if i >= 0 && len(out) < mostTiles {
			h := all[i].Headline
			out = append(out, Tile{Label: h.Label, Value: h.Value, Interval: h.Interval, Comparison: h.Comparison, FigureID: id, IsSynthetic: all[i].IsSynthetic})
		}
	}
	return out
}

// cautions are the most important limits.
func cautions(synthetic bool) []Text {
	out := []Text{
		{IT: "Le entrate programmate sono intenzioni delle imprese, non assunzioni avvenute: lo stesso posto può contare più volte in un anno.",
			EN: "Planned entries are intentions of firms, not hires that took place: the same post may count several times in a year."},
		{IT: "La difficoltà di reperimento dipende anche da salari e condizioni offerte: una quota alta non dice, da sola, che mancano lavoratori.",
			EN: "Difficulty in hiring also depends on the pay and conditions offered: a high share does not, on its own, say that workers are lacking."},
		{IT: "Gli intervalli descrivono gli errori del passato: non comprendono crisi, cambi di legge o nuove classificazioni.",
			EN: "Intervals describe the errors of the past: they do not include crises, changes of law or new classifications."},
	}
	if synthetic {
		out[2] = Text{IT: "Le figure con il segno «dati dimostrativi» usano dati sintetici, non misure della realtà: mostrano come funziona il metodo e non vanno citate.",
			EN: "Figures marked “demonstration data” use synthetic data, not measurements of reality: they show how the method works and must not be quoted."}
	}
	return out
}

// words binds probability words to numbers, as the locale package prints them.
func words() ([]Word, error) {
	all, err := locale.Words()
	if err != nil {
		return nil, err
	}
	var out []Word
	for _, w := range all {
		out = append(out, Word{Word: w.Word, Lower: w.Lower, Upper: w.Upper})
	}
	return out, nil
}
