package analysis

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"fabbisogno/analysis/cause"
	"fabbisogno/analysis/diagnosis"
	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/warehouse"
)

// The step's name in runs; the version rises when panels or rows change.
const (
	unitsStep        = "diagnosis"
	unitsStepVersion = 4
)

// Ids of the step's parameters, declared in datasets/catalog/parameters/diagnosis.toml.
const (
	paramDraws       = "diagnosis_draws"
	paramLevel       = "diagnosis_level"
	paramMonthsKnown = "diagnosis_months_known"
	paramElasticity  = "matching_vacancy_elasticity" // of shortage.toml
)

// UnitDiagnosis says what a run of DiagnoseUnits did.
type UnitDiagnosis struct {
	Run     warehouse.Run
	Fresh   bool // nothing had changed since the last run, which was kept
	Panels  int  // units of a kind, in a territory and period
	Methods int  // that could be run on some panel
	NotRun  []string
	Rows    int // saved
}

// DiagnoseUnits runs every published method that has inputs, the composite and
// the agreement between methods on the occupation groups, sectors and regions of
// the workspace, for every year and the latest twelve months, and saves what comes
// out with its uncertainty. Methods without inputs are saved with what they lack.
// When nothing has changed since the last run it does nothing. Results do not
// depend on o.Workers.
func DiagnoseUnits(ctx context.Context, db *warehouse.DB, o Options) (UnitDiagnosis, error) {
	out, err := diagnoseUnits(ctx, db, o)
	if err != nil {
		return UnitDiagnosis{}, fmt.Errorf("diagnose units: %w", err)
	}
	return out, nil
}

func diagnoseUnits(ctx context.Context, db *warehouse.DB, o Options) (UnitDiagnosis, error) {
	if o.Catalog == nil {
		return UnitDiagnosis{}, errors.New("no catalogue given: thresholds are declared there")
	}
	methods, err := diagnosis.Methods()
	if err != nil {
		return UnitDiagnosis{}, err
	}
	run, err := unitsRun(ctx, db, o, methods)
	if err != nil {
		return UnitDiagnosis{}, err
	}
	last, ok, err := db.LatestRun(ctx, unitsStep)
	if err != nil {
		return UnitDiagnosis{}, err
	}
	if ok && last.Fingerprint == run.Fingerprint {
		return UnitDiagnosis{Run: last, Fresh: true}, nil
	}
	p := shortage.Parameters(o.Catalog.Parameters)
	panels, err := unitPanels(ctx, db, o)
	if err != nil {
		return UnitDiagnosis{}, err
	}
	results, err := diagnoseEach(ctx, panels, methods, p, o)
	if err != nil {
		return UnitDiagnosis{}, err
	}
	fillLists(results, panels, p, p.Value(paramLevel))
	cards, err := shortage.Cards()
	if err != nil {
		return UnitDiagnosis{}, err
	}
	adaptations := map[string]codes.Text{}
	for _, c := range cards {
		adaptations[c.ID] = c.Adaptation
	}
	rows := unitRows(results, methods, adaptations)
	if err := db.SaveDiagnosis(ctx, run, rows); err != nil {
		return UnitDiagnosis{}, err
	}
	out := UnitDiagnosis{Run: run, Panels: len(panels), Rows: rows.Rows()}
	for _, m := range methods {
		if slices.ContainsFunc(rows.Scopes, func(s warehouse.MethodScope) bool { return s.Method == m.ID && s.Status == scopeRun }) {
			out.Methods++
		} else {
			out.NotRun = append(out.NotRun, m.ID)
		}
	}
	return out, nil
}

// unitsRun is the run with the fingerprint of everything the results depend on.
func unitsRun(ctx context.Context, db *warehouse.DB, o Options, methods []diagnosis.Method) (warehouse.Run, error) {
	data, err := db.Fingerprint(ctx, o.AsOf)
	if err != nil {
		return warehouse.Run{}, err
	}
	h := sha256.New()
	line := func(format string, args ...any) { fmt.Fprintf(h, format+"\n", args...) }
	line("step %s %d", unitsStep, unitsStepVersion)
	line("data %s", data)
	line("as of %s", o.AsOf.UTC().Format(time.DateOnly))
	line("seed %d draws %d", o.Seed, o.Draws)
	line("software %s", o.Software)
	line("catalogue %s", o.Catalog.Fingerprint())
	line("causes %d %s", cause.Version, cause.Checksum())
	for _, m := range methods {
		line("method %s %d %q", m.ID, m.Version, m.Needs)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	return warehouse.Run{ID: unitsStep + "-" + sum[:12], Step: unitsStep, Fingerprint: sum, AsOf: o.AsOf, Seed: o.Seed, SoftwareVersion: o.Software}, nil
}

// unitResult is a panel with all that is said of it.
type unitResult struct {
	diagnosis.Result
	composite diagnosis.Composite
	causes    []unitCauses             // of the latest period
	lists     map[int]warehouse.Rating // of EURES, by unit; nil: no region has the units
}

// diagnoseEach runs everything on each panel; workers take panels in turn and
// leave their results in the panel's place.
func diagnoseEach(ctx context.Context, panels []unitPanel, methods []diagnosis.Method, p shortage.Parameters, o Options) ([]unitResult, error) {
	options := diagnosis.Options{Draws: o.Draws, Level: p.Value(paramLevel), Seed: o.Seed}
	if options.Draws == 0 {
		options.Draws = int(p.Value(paramDraws))
	}
	results, errs := make([]unitResult, len(panels)), make([]error, len(panels))
	todo := make(chan int)
	var done int
	var guard sync.Mutex
	var group sync.WaitGroup
	first, err := diagnosis.NewEngine(methods, p, options)
	if err != nil {
		return nil, err
	}
	for range max(1, min(o.Workers, len(panels))) {
		engine, err := first.Twin()
		if err != nil {
			close(todo)
			group.Wait()
			return nil, err
		}
		group.Go(func() {
			for i := range todo {
				results[i], errs[i] = diagnoseUnitPanel(engine, panels[i], p)
				guard.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(panels), "diagnose "+panels[i].String())
				}
				guard.Unlock()
			}
		})
	}
	for i := range panels {
		if ctx.Err() != nil {
			break
		}
		todo <- i
	}
	close(todo)
	group.Wait()
	return results, errors.Join(append(errs, ctx.Err())...)
}

func diagnoseUnitPanel(engine *diagnosis.Engine, panel unitPanel, p shortage.Parameters) (unitResult, error) {
	var out unitResult
	var err error
	if out.Result, err = engine.Run(panel.Panel); err != nil {
		return out, err
	}
	if out.composite, err = engine.Compose(panel.Panel); err != nil {
		return out, err
	}
	if panel.Latest {
		out.causes = causesOf(out.Result, panel.signs, p)
	}
	return out, nil
}
