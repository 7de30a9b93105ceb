using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Sessions.Data.Migrations
{
    /// <inheritdoc />
    public partial class Encryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_encrypted",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "session_key_copies",
                columns: table => new
                {
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    copy = table.Column<byte[]>(type: "bytea", nullable: false),
                    made_by = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_key_copies", x => new { x.session_id, x.generation, x.user_id });
                    table.ForeignKey(
                        name: "fk_session_key_copies_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "session_key_copies");

            migrationBuilder.DropColumn(
                name: "is_encrypted",
                table: "sessions");
        }
    }
}
