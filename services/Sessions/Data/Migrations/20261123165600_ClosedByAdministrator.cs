using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Sessions.Data.Migrations
{
    /// <inheritdoc />
    public partial class ClosedByAdministrator : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_closed_by_administrator",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "is_closed_by_administrator",
                table: "sessions");
        }
    }
}
