package chart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// unusedDays after its last use a kept drawing goes. Reports come out by the month, so
// a drawing that three of them did without is of figures that moved since.
const unusedDays = 90

// keptName is the form of the names that the cache gives: whatever else lies in its
// folder is somebody's.
var keptName = regexp.MustCompile(`^(?:[0-9a-f]{64}\.svg|drawing-[0-9]+\.tmp)$`)

// Prune removes the drawings that no report has used for 90 days, by the clock of
// Options; without a clock it removes nothing. A drawing that is wanted again is
// drawn again. The day of last use is the file's time of change, moved once a day at
// most. That of a drawing of the engine stands still while the same program finds the
// whole drawing that came of it: then it may go, and another program draws it anew.
func (e *ECharts) Prune() error {
	for _, dir := range []string{e.cache.dir, e.finished.dir} {
		if err := prune(dir, e.cache.now); err != nil {
			return fmt.Errorf("remove unused drawings: %w", err)
		}
	}
	return nil
}

func prune(dir string, now time.Time) error {
	if dir == "" || now.IsZero() {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !keptName.MatchString(entry.Name()) {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // another report removed it
		}
		if err != nil {
			return err
		}
		if now.Sub(info.ModTime()) <= unusedDays*24*time.Hour {
			continue
		}
		if err := os.Remove(filepath.Join(dir, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// used notes that an entry was of use on this day. Where that cannot be noted, a
// drawing is made anew some day: no reason to stop a report.
func used(path string, now time.Time) {
	if now.IsZero() {
		return
	}
	if info, err := os.Stat(path); err == nil && now.Sub(info.ModTime()) > 24*time.Hour {
		_ = os.Chtimes(path, now, now)
	}
}
