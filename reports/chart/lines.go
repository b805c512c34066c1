package chart

import "errors"

func drawLines(d *drawing, s Lines) error { return errors.New("todo") }
