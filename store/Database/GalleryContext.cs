using Microsoft.EntityFrameworkCore;

namespace Analytics.Store.Database;

/// <summary>The tables of the gallery; a derived context for each kind of database carries its migrations.</summary>
internal abstract class GalleryContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<PhotoRow> Photos => Set<PhotoRow>();

    public DbSet<TemplateRow> Templates => Set<TemplateRow>();

    public DbSet<WatchlistRow> Watchlists => Set<WatchlistRow>();

    public DbSet<MembershipRow> Memberships => Set<MembershipRow>();

    public DbSet<SettingRow> Settings => Set<SettingRow>();

    public DbSet<IndexWorkRow> IndexWork => Set<IndexWorkRow>();

    public DbSet<CameraRow> Cameras => Set<CameraRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PersonRow>(person =>
        {
            person.ToTable("people").HasKey(row => row.Id);
            person.HasIndex(row => row.NameKey).IsUnique();
            person.HasMany(row => row.Photos).WithOne(photo => photo.Person).HasForeignKey(photo => photo.PersonId);
            person.HasMany(row => row.Memberships).WithOne(member => member.Person).HasForeignKey(member => member.PersonId);
        });
        modelBuilder.Entity<PhotoRow>(photo =>
        {
            photo.ToTable("photos").HasKey(row => row.Id);
            photo.Property(row => row.Id).ValueGeneratedNever();
            photo.HasIndex(row => row.Sha256).IsUnique();
            photo.ComplexProperty(row => row.Quality);
            photo.HasMany(row => row.Templates).WithOne(template => template.Photo).HasForeignKey(template => template.PhotoId);
        });
        modelBuilder.Entity<TemplateRow>().ToTable("templates").HasKey(row => new { row.PhotoId, row.Model });
        modelBuilder.Entity<WatchlistRow>(list =>
        {
            list.ToTable("watchlists", table => table.HasCheckConstraint(
                "watchlists_one_policy", "(\"FalseAlertsPerDay\" IS NULL) <> (\"Threshold\" IS NULL)"));
            list.HasKey(row => row.Id);
            list.HasMany(row => row.Memberships).WithOne().HasForeignKey(member => member.WatchlistId);
        });
        modelBuilder.Entity<MembershipRow>().ToTable("memberships").HasKey(row => new { row.WatchlistId, row.PersonId });
        modelBuilder.Entity<SettingRow>().ToTable("settings").HasKey(row => row.Key);
        modelBuilder.Entity<IndexWorkRow>().ToTable("index_work").HasKey(row => row.Id);
        modelBuilder.Entity<CameraRow>().ToTable("cameras").HasKey(row => row.Id);
    }
}

/// <summary>The gallery in a SQLite file.</summary>
internal sealed class SqliteGalleryContext(DbContextOptions<SqliteGalleryContext> options) : GalleryContext(options);

/// <summary>The gallery in a PostgreSQL database.</summary>
internal sealed class PostgresGalleryContext(DbContextOptions<PostgresGalleryContext> options) : GalleryContext(options);
