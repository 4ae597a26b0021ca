using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Analytics.Store.Database.Migrations.Postgres
{
    /// <summary>
    /// The server copies values of a column into its statistics, where they outlive their row: of what identifies a person it gathers none, and
    /// forgets those it has (which a change of the type does, to the same one as well).
    /// </summary>
    public partial class NoStatistics : Migration
    {
        private static readonly (string Table, string Column, string Type)[] Columns =
        [
            ("people", "Name", "text"), ("people", "NameKey", "text"), ("people", "Note", "text"), ("people", "WrappedKey", "bytea"),
            ("photos", "Sha256", "text"), ("photos", "FileName", "text"), ("photos", "Crop", "bytea"), ("templates", "Vector", "bytea"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, column, type) in Columns)
            {
                migrationBuilder.Sql($"ALTER TABLE {table} ALTER COLUMN \"{column}\" TYPE {type}, ALTER COLUMN \"{column}\" SET STATISTICS 0;");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, column, _) in Columns)
            {
                migrationBuilder.Sql($"ALTER TABLE {table} ALTER COLUMN \"{column}\" SET STATISTICS -1;");
            }
        }
    }
}
