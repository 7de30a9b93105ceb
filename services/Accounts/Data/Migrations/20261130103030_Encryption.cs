using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Accounts.Data.Migrations
{
    /// <inheritdoc />
    public partial class Encryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "encryption_keys",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    backup = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_encryption_keys", x => x.user_id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "encryption_keys");
        }
    }
}
