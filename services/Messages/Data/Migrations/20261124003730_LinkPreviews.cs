using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Messages.Data.Migrations
{
    /// <inheritdoc />
    public partial class LinkPreviews : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "link_preview",
                table: "messages",
                type: "jsonb",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "link_jobs",
                columns: table => new
                {
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_link_jobs", x => new { x.session_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "link_pages",
                columns: table => new
                {
                    url = table.Column<string>(type: "text", nullable: false),
                    preview = table.Column<string>(type: "jsonb", nullable: true),
                    fetched_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_link_pages", x => x.url);
                });

            migrationBuilder.CreateTable(
                name: "link_rules",
                columns: table => new
                {
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    is_on = table.Column<bool>(type: "boolean", nullable: false),
                    set_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    set_by = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_link_rules", x => x.session_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_link_jobs_due_at",
                table: "link_jobs",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_link_pages_fetched_at",
                table: "link_pages",
                column: "fetched_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "link_jobs");

            migrationBuilder.DropTable(
                name: "link_pages");

            migrationBuilder.DropTable(
                name: "link_rules");

            migrationBuilder.DropColumn(
                name: "link_preview",
                table: "messages");
        }
    }
}
