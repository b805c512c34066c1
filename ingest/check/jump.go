package check

import (
	"fmt"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
)

// JumpLimits are the declared limits of the rule jump.
func JumpLimits(c *catalog.Catalog) (warehouse.JumpLimits, error) {
	var values [3]float64
	for i, id := range []string{"check_jump_share", "check_jump_changes", "check_jump_score"} {
		p, ok := c.Parameter(id)
		if !ok {
			return warehouse.JumpLimits{}, fmt.Errorf("look for jumps: parameter %s is not declared", id)
		}
		values[i] = p.Value
	}
	return warehouse.JumpLimits{Share: values[0], Changes: int(values[1]), Score: values[2]}, nil
}

// JumpIssues are the jumps found in the warehouse as issues of their files. They
// are warnings: a jump may be a slip of the publisher or the truth.
func JumpIssues(jumps []warehouse.Jump) []warehouse.TableIssue {
	var out []warehouse.TableIssue
	for _, j := range jumps {
		out = append(out, warehouse.TableIssue{Table: j.Table, SHA256: j.SHA256, Issue: warehouse.Issue{Severity: string(SeverityWarning), Rule: "jump", Key: j.Series,
			Message: fmt.Sprintf("%s: %d values lie far from the ones before; the farthest: %s in %s is %v after %v in %s (row %d, score %.1f)",
				j.Measure, j.Count, j.Series, j.Period, j.Value, j.Before, j.PeriodBefore, j.Row, j.Score)}})
	}
	return out
}
