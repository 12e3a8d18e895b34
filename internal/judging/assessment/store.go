package assessment

import (
	"embed"

	"github.com/sansang-project/sansang/internal/platform/db"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "assessment", Files: db.Sub(migrationFiles, "migrations")}
