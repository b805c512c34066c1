package analysis

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/warehouse"
)

// The step's name in runs; the version rises when panels or rows change.
const (
	diagnoseStep        = "shortage"
	diagnoseStepVersion = 3
)

// publishedYears are the years with a published incidence by sector that also
// name the sectors they leave out.
var publishedYears = [...]int{2019, 2023}

// Diagnosis says what a diagnosis run did.
type Diagnosis struct {
	Run    warehouse.Run
	Fresh  bool // nothing had changed since the last run, which was kept
	Panels int
	Rows   int // saved
	// Refused are panels that could not be built, with the reason: data that are
	// not loaded. The others are saved all the same.
	Refused []string
}

// Diagnose applies the rule for priority sectors to the published figures of
// 2019 and 2023 and to the current panels of Italy and of each region, sets the
// training strength of the country of origin beside the shortage of each region
// (diagnose_origin.go), counts how often each sector is chosen over all settings
// (diagnose_members.go), and saves the outcomes with their explanations. When nothing has changed since the last
// run it does nothing. Results do not depend on o.Workers.
func Diagnose(ctx context.Context, db *warehouse.DB, o Options) (Diagnosis, error) {
	if o.Catalog == nil {
		return Diagnosis{}, errors.New("diagnose: no catalogue given: floors are declared there")
	}
	fingerprint, err := diagnoseFingerprint(ctx, db, o)
	if err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	last, ok, err := db.LatestRun(ctx, diagnoseStep)
	if err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	if ok && last.Fingerprint == fingerprint {
		return Diagnosis{Run: last, Fresh: true}, nil
	}
	p := shortage.Parameters(o.Catalog.Parameters)
	panels, origins, refused, err := diagnosisPanels(ctx, db, o, p)
	if err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	rows, err := diagnosePanels(ctx, panels, p, o)
	if err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	members, err := memberRows(panels, p)
	if err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	regional, err := originRows(origins, p, o.Seed)
	if err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	rows = slices.Concat(rows, members, regional)
	run := warehouse.Run{ID: diagnoseStep + "-" + fingerprint[:12], Step: diagnoseStep, Fingerprint: fingerprint,
		AsOf: o.AsOf, Seed: o.Seed, SoftwareVersion: o.Software}
	if err := db.SaveShortages(ctx, run, rows); err != nil {
		return Diagnosis{}, fmt.Errorf("diagnose: %w", err)
	}
	return Diagnosis{Run: run, Panels: len(panels) + len(origins), Rows: len(rows), Refused: refused}, nil
}

// diagnoseFingerprint hashes everything the results depend on.
func diagnoseFingerprint(ctx context.Context, db *warehouse.DB, o Options) (string, error) {
	data, err := db.Fingerprint(ctx, o.AsOf)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, line := range []string{
		fmt.Sprintf("step %s %d", diagnoseStep, diagnoseStepVersion),
		fmt.Sprintf("method %s %d", shortage.PriorityID, shortage.PriorityVersion),
		"evidence " + shortage.EvidenceChecksum(),
		fmt.Sprintf("method %s %d, %s %d", shortage.OriginID, shortage.OriginVersion, shortage.MembershipID, shortage.MembershipVersion),
		"evidence of origin " + shortage.OriginChecksum(),
		"data " + data,
		"as of " + o.AsOf.UTC().Format(time.DateOnly),
		fmt.Sprintf("seed %d", o.Seed),
		"software " + o.Software,
		"catalogue " + o.Catalog.Fingerprint(),
	} {
		io.WriteString(h, line+"\n") // a hash never fails to write
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// diagnosisPanels builds every panel there are data for, in a fixed order: those of
// the rule for priority sectors, and those of the country of origin.
func diagnosisPanels(ctx context.Context, db *warehouse.DB, o Options, p shortage.Parameters) ([]shortage.Panel, []shortage.OriginPanel, []string, error) {
	evidence, err := shortage.SevenGroups()
	if err != nil {
		return nil, nil, nil, err
	}
	figs, err := publishedFigures(ctx, db, o)
	if err != nil {
		return nil, nil, nil, err
	}
	b, err := readBook(ctx, db, o)
	if err != nil {
		return nil, nil, nil, err
	}
	var panels []shortage.Panel
	var refused []string
	var first, latest *shortage.Panel
	for _, year := range publishedYears {
		in, err := shortage.Published(figs, year, evidence, p)
		if err != nil {
			refused = append(refused, err.Error())
			continue
		}
		panels = append(panels, in)
		latest = &in
		if first == nil {
			first = &in
		}
	}
	current, why := workspacePanels(b, workspaceInputs{figs: figs, evidence: evidence, published: latest, p: p})
	// Of the published years the first prints an incidence for every sector; later ones bound some.
	origins, err := originPanels(ctx, db, o, b, shortage.OriginInputs{Plain: figs, Italy: first}, p)
	if err != nil {
		return nil, nil, nil, err
	}
	return append(panels, current...), origins, append(refused, why...), nil
}

// diagnosePanels applies the rule to each panel; workers take panels in turn and
// leave their rows in the panel's place.
func diagnosePanels(ctx context.Context, panels []shortage.Panel, p shortage.Parameters, o Options) ([]warehouse.Shortage, error) {
	results := make([][]warehouse.Shortage, len(panels))
	errs := make([]error, len(panels))
	todo := make(chan int)
	var done int
	var guard sync.Mutex
	var group sync.WaitGroup
	for range max(1, min(o.Workers, len(panels))) {
		group.Go(func() {
			for i := range todo {
				results[i], errs[i] = diagnosePanel(panels[i], p, panelSeed(o.Seed, panels[i]))
				guard.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(panels), "diagnose "+panels[i].ID+" "+panels[i].Territory.Value)
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
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return nil, err
	}
	return slices.Concat(results...), nil
}

// panelSeed gives each panel draws of its own that do not move when another panel is added.
func panelSeed(seed int64, in shortage.Panel) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s %s", seed, in.ID, in.Territory)
	return h.Sum64()
}

// diagnosePanel gives the rows of one panel. The sensitivity grid is for Italy:
// for regions the class is at most unknown, whatever the floors.
func diagnosePanel(in shortage.Panel, p shortage.Parameters, seed uint64) ([]warehouse.Shortage, error) {
	res, err := shortage.Priority(in, p, seed)
	if err != nil {
		return nil, err
	}
	var grid []shortage.Membership
	if !in.BorrowedIncidence {
		if grid, err = shortage.Sensitivity(in, p); err != nil {
			return nil, err
		}
	}
	var rows []warehouse.Shortage
	for _, u := range res.Outcomes {
		text, err := res.Explain(u, p, grid).JSON()
		if err != nil {
			return nil, err
		}
		rows = append(rows, warehouse.Shortage{
			Method: shortage.PriorityID, MethodVersion: shortage.PriorityVersion, Panel: in.ID, Territory: in.Territory,
			Unit: u.Code, Period: in.Period, Need: string(u.Need), Incidence: string(u.Incidence), Class: u.Class,
			ClassShare: u.ClassShare, NeedValue: u.NeedRatio.Value, NeedLower: u.NeedRatio.Lower, NeedUpper: u.NeedRatio.Upper,
			IncidenceValue: u.IncidencePct.Value, IncidenceLower: u.IncidencePct.Lower, IncidenceUpper: u.IncidencePct.Upper,
			Score: u.Score, Rank: u.Rank, RankLower: u.RankRange.Lower, RankUpper: u.RankRange.Upper, RankLevel: res.Level,
			Explanation: text, IsSynthetic: u.IsSynthetic,
		})
	}
	return rows, nil
}

// publishedFigures reads the published tables as the rule reads them.
func publishedFigures(ctx context.Context, db *warehouse.DB, o Options) (shortage.Figures, error) {
	obs, err := db.Observations(ctx, warehouse.Selection{AsOf: o.AsOf, Tables: []string{
		"published_foreign_incidence", "published_hard_to_fill", "published_planned_entries",
		"published_quota_outcomes", "published_quotas", "published_vacancy_rate"}})
	if err != nil {
		return nil, err
	}
	var out shortage.Figures
	for _, ob := range obs {
		if f, ok := publishedFigure(ob); ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// publishedFigure is the figure of a row; false for rows by occupation,
// citizenship, sex, age or other dimensions, which the rule does not read.
func publishedFigure(ob warehouse.Observation) (shortage.Figure, bool) {
	k := ob.Key
	isPlain := k.Occupation.IsZero() && k.Citizenship.IsZero() && k.Sex == "" && k.Age == "" &&
		(k.Industry.IsZero() || k.Industry.List == shortage.GroupList)
	if !isPlain {
		return shortage.Figure{}, false
	}
	f := shortage.Figure{Source: source(ob), Measure: k.Measure, Territory: k.Territory.Value, Group: k.Industry.Value,
		Value: ob.Value, Status: ob.Status, Note: ob.Note, IsSynthetic: ob.IsSynthetic}
	for _, pair := range strings.FieldsFunc(k.Other, func(r rune) bool { return r == ';' }) {
		switch name, code, _ := strings.Cut(pair, "="); {
		case name == "CHANNEL":
			f.Channel = code
		case name == "REF":
			f.Ref = code
		case name == "EMPLOYESS_CLASS" && code == "W_GE1": // all firms with employees: the main figure
		default:
			return shortage.Figure{}, false
		}
	}
	return f, true
}

func source(ob warehouse.Observation) shortage.Source {
	return shortage.Source{Table: ob.Table, SHA256: ob.SHA256, Row: ob.Row, Column: ob.Column, Key: ob.Key.String(), Period: ob.Period}
}
