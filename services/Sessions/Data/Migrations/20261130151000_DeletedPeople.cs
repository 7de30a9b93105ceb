using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Sessions.Data.Migrations
{
    /// <inheritdoc />
    public partial class DeletedPeople : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_deleted",
                table: "people",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "is_deleted",
                table: "people");
        }
    }
}
