package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fabbisogno/datasets/tomlfile"
	"fabbisogno/datasets/warehouse"
)

// workspace is the folder a study lives in: settings, snapshots, warehouse, site.
type workspace struct {
	dir      string
	settings settings
}

// settings is fabbisogno.toml.
type settings struct {
	Demonstration bool     `toml:"demonstration"`
	Seed          int64    `toml:"seed"`
	AsOf          string   `toml:"as_of"`
	Regions       []string `toml:"regions"`
	// BoundariesSource is what is said of the boundaries file under the maps.
	BoundariesSource string       `toml:"boundaries_source"`
	Limits           limits       `toml:"limits"`
	Site             siteSettings `toml:"site"`
	// Providers by id.
	Providers map[string]providerSettings `toml:"providers"`
}

// providerSettings is what a workspace changes of a provider.
type providerSettings struct {
	BaseURL string `toml:"base_url"` // of a mirror of the data service
}

const settingsName = "fabbisogno.toml"

// firstSettings is what a new workspace starts with.
const firstSettings = `# Settings of this workspace. Every field is explained here; unknown fields are refused.

# Make demonstration data (synthetic, marked on every page) for tables of which no real file was loaded.
demonstration = true

# Seed of everything random: draws of rank intervals, demonstration data.
seed = 1

# Build the study from what was released up to this day, YYYY-MM-DD; empty: everything loaded.
as_of = ""

# Regions with an edition of their own, by code (NUTS 2; ITDA is ITH1 and ITH2 as one region) or name.
regions = ["ITC1"]

# Maps are drawn by outline when this folder holds boundaries.geojson or boundaries.topojson (degrees of
# WGS 84; NUTS 2 regions of Eurostat, or provinces of Istat); without, one tile a region. Producer, year
# and licence of that file, as they shall stand under the maps.
boundaries_source = ""

# The published site. What is empty is left out, or stands as said.
[site]
base_url = ""       # https address of its root; empty: relative addresses, no sitemap, no QR code on briefs
publisher = ""      # who answers for it, as in the index of public administrations or the register of firms; empty: Fabbisogno
publisher_id = ""   # its code in the index of public administrations (IPA), or VAT number
contact = ""        # e-mail address for questions
pdf = false         # print report and brief to PDF by a browser of the Chromium family, where one is installed
releases = []       # days of releases to come, YYYY-MM-DD; none: the 20th of the month after

# What reading one file may use. A file that needs more is refused with the
# limit's name, and nothing of it is loaded.
[limits]
memory_mb = 2048          # of the process that reads it
seconds_per_100_mb = 60   # of processor time, for each begun 100 MB of the file and once more
output_mb = 8192          # of its rows on disk, until they are loaded

# Where a provider's data service is asked, if a mirror stands in for it.
# [providers.istat]
# base_url = "https://mirror.example/SDMXWS/rest"
`

// openWorkspace reads the workspace folder; create makes it when it is not there.
func (a *app) openWorkspace(create bool) (*workspace, error) {
	w := &workspace{dir: a.dir}
	path := filepath.Join(a.dir, settingsName)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !create {
			return nil, withCode(exitUsage, "fabbisogno run --workspace "+a.dir,
				fmt.Errorf("open workspace: %s is no workspace: it has no %s", a.dir, settingsName))
		}
		if err := os.MkdirAll(a.dir, 0o755); err != nil {
			return nil, withCode(exitStorage, "", fmt.Errorf("make workspace: %w", err))
		}
		data = []byte(firstSettings)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return nil, withCode(exitStorage, "", fmt.Errorf("make workspace: %w", err))
		}
	} else if err != nil {
		return nil, fmt.Errorf("open workspace: %w", err)
	}
	if err := tomlfile.Decode(path, data, &w.settings); err != nil {
		return nil, withCode(exitUsage, "correct the file; a new workspace shows every field", fmt.Errorf("read settings: %w", err))
	}
	if err := w.settings.Site.check(); err != nil {
		return nil, err
	}
	return w, nil
}

func (w *workspace) path(name string) string { return filepath.Join(w.dir, name) }
func (w *workspace) snapshots() string       { return w.path("snapshots") }
func (w *workspace) warehouse() string       { return w.path("warehouse.duckdb") }
func (w *workspace) site() string            { return w.path("site") }

// lock holds the workspace for one writing command.
func (w *workspace) lock() (release func(), err error) { return lockFile(w.path(".lock")) }

// open opens the warehouse.
func (w *workspace) open(ctx context.Context, readOnly bool) (*warehouse.DB, error) {
	if readOnly {
		if _, err := os.Stat(w.warehouse()); errors.Is(err, fs.ErrNotExist) {
			return nil, withCode(exitUsage, "fabbisogno run --workspace "+w.dir, fmt.Errorf("open warehouse: %s holds none yet", w.dir))
		}
	}
	db, err := warehouse.Open(ctx, warehouse.Options{Path: w.warehouse(), ReadOnly: readOnly, Threads: 1})
	switch {
	case errors.Is(err, warehouse.ErrLocked):
		return nil, withCode(exitLocked, "wait for the other run to end, or stop it", err)
	case err != nil:
		return nil, withCode(exitStorage, "", err)
	}
	return db, nil
}

// asOf is the day up to which releases count: the flag, the settings, or the newest release loaded.
func (w *workspace) asOf(ctx context.Context, db *warehouse.DB, flag string) (time.Time, error) {
	for _, text := range []string{flag, w.settings.AsOf} {
		if text == "" {
			continue
		}
		return readDay(text)
	}
	loads, err := db.Ledger(ctx)
	if err != nil {
		return time.Time{}, withCode(exitStorage, "", err)
	}
	var newest time.Time
	for _, l := range loads {
		if l.Snapshot.Released.After(newest) {
			newest = l.Snapshot.Released
		}
	}
	return newest, nil
}

// readDay reads the day of --as-of.
func readDay(text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, withCode(exitUsage, "write the day as YYYY-MM-DD", fmt.Errorf("read as-of day: %w", err))
	}
	return day, nil
}
