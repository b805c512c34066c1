package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// MappedMark begins the part of an observation's note that names a cell which a
// mapping line replaced: mapped:REF_AREA=ITC1X.
const MappedMark = "mapped:"

// enter writes the ledger row and settles what the load makes of rows that were
// set aside before.
func (l Load) enter(ctx context.Context, conn *sql.Conn, before earlier) error {
	s, c := l.Snapshot, l.Counts
	ordinal, reloads := before.ordinal, before.reloads+1
	if !before.found {
		reloads = 0
		if err := conn.QueryRowContext(ctx, statement("next_ordinal")).Scan(&ordinal); err != nil {
			return fmt.Errorf("note load: %w", err)
		}
	}
	if _, err := conn.ExecContext(ctx, statement("put_ledger"), s.SHA256, s.Table, l.StepVersion,
		c.Read, c.Loaded, c.Rejected, c.Skipped, c.Observations, l.Recipe, ordinal, reloads); err != nil {
		return fmt.Errorf("note load: %w", err)
	}
	if before.found {
		if err := l.heal(ctx, conn, before); err != nil {
			return fmt.Errorf("note healed rows: %w", err)
		}
	}
	if err := l.supersede(ctx, conn, ordinal); err != nil {
		return fmt.Errorf("note superseded files: %w", err)
	}
	return nil
}

// heal keeps on record the rows that the earlier load of the same bytes set
// aside and this one does not.
func (l Load) heal(ctx context.Context, conn *sql.Conn, before earlier) error {
	s := l.Snapshot
	if _, err := conn.ExecContext(ctx, statement("forget_still_rejected"), s.SHA256, s.Table); err != nil {
		return err
	}
	_, err := conn.ExecContext(ctx, statement("settle_healed"), s.SHA256, s.Table, MappedMark, l.cure(before))
	return err
}

// cure names what changed between two loads of the same bytes, for rows that no
// mapping line touched.
func (l Load) cure(before earlier) string {
	declaration, _, _ := strings.Cut(l.Recipe, ":")
	earlier, _, _ := strings.Cut(before.recipe, ":")
	switch {
	case before.stepVersion != l.StepVersion:
		return "healed by program"
	case declaration != earlier:
		return "healed by declaration"
	}
	return "healed by mapping"
}

// supersede notes the earlier files of the same table and edition whose place
// this one takes. Their values count wherever this file has none; their rows set
// aside no longer wait for a cure.
func (l Load) supersede(ctx context.Context, conn *sql.Conn, ordinal int64) error {
	s := l.Snapshot
	if _, err := conn.ExecContext(ctx, statement("delete_superseding"), s.SHA256, s.Table); err != nil {
		return err
	}
	type candidate struct{ sha256, file string }
	candidates, err := collect(ctx, conn, func(v *candidate) []any { return []any{&v.sha256, &v.file} },
		statement("supersede_candidates"), s.Table, ordinal, s.Released.Format(time.DateOnly), s.Vintage, s.IsSynthetic)
	if err != nil {
		return err
	}
	for _, c := range candidates {
		var all, shared int64
		if err := conn.QueryRowContext(ctx, statement("supersede_share"), c.sha256, s.Table, s.SHA256).Scan(&all, &shared); err != nil {
			return err
		}
		if !takesPlace(sameName(c.file, s.FileName), all, shared) {
			continue
		}
		if _, err := conn.ExecContext(ctx, statement("delete_superseded_by_other"), c.sha256, s.Table); err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, statement("put_superseded"), c.sha256, s.Table, s.SHA256); err != nil {
			return err
		}
	}
	return nil
}

// takesPlace says whether a later file of the same table and edition is the
// earlier one corrected, and not another part of the table that came out on the
// same day. Under the same name it must give half of the earlier file's values
// again, for a correction may move keys; under another name, all of them.
func takesPlace(sameName bool, all, shared int64) bool {
	if sameName {
		return 2*shared >= all
	}
	return all > 0 && shared == all
}

// copyNumber is what browsers add to the name of a file that is there already.
var copyNumber = regexp.MustCompile(` ?\(\d+\)(\.|$)`)

func sameName(a, b string) bool {
	return copyNumber.ReplaceAllString(a, "$1") == copyNumber.ReplaceAllString(b, "$1")
}
