using System.Runtime.Versioning;
using Analytics.Contracts;
using Analytics.People.Index;
using Analytics.Store;
using Analytics.Store.Database;
using Analytics.Tests.Matching;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace Analytics.Tests.Store;

/// <summary>What a gallery promises, on whatever database.</summary>
[UnsupportedOSPlatform("windows")]
public abstract partial class GallerySpec(FolderFixture folders)
{
    /// <summary>A folder of the running test.</summary>
    private protected string Folder { get; } = folders.Create(Guid.NewGuid().ToString("N"));

    private protected string KeyFile => Path.Combine(Folder, "master.key");

    /// <summary>The database of the running test, empty at first.</summary>
    private protected abstract Task<DatabaseEngine> EngineAsync();

    private protected async Task<GalleryRig> OpenAsync() => await GalleryRig.OpenAsync(await EngineAsync(), KeyFile);

    [Fact]
    public async Task What_was_enrolled_is_there_for_the_next_process()
    {
        PersonId ann;
        using (var first = await OpenAsync())
        {
            await first.Lists.CreateAsync(new("banned"), "not welcome", WatchlistPolicy.Budget(0.5), CancellationToken.None);
            ann = await first.EnrolAsync("Ann", [new("banned")], GalleryRig.Photo(1), GalleryRig.Photo(2));
        }

        using var second = await OpenAsync();
        var person = await second.People.ShowAsync(ann, CancellationToken.None);
        var crops = await second.People.CropsAsync(ann, CancellationToken.None);

        Assert.Equal("Ann", person.Name);
        Assert.Equal(["photo1.jpg", "photo2.jpg"], person.Photos.Select(photo => photo.FileName));
        Assert.All(person.Photos, photo => Assert.Equal([new ModelId("test")], photo.Models));
        Assert.All(person.Photos, photo => Assert.Equal(0.9f, photo.Quality.Score));
        Assert.Equal([new WatchlistId("banned")], person.Watchlists);
        Assert.Equal(GalleryRig.Photo(1).Crop.ToArray(), crops[person.Photos[0].Id]);
        Assert.Equal(
            [new WatchlistView(new("banned"), "not welcome", WatchlistPolicy.Budget(0.5), 1)],
            await second.Lists.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_enrolment_is_all_or_nothing()
    {
        using var gallery = await OpenAsync();
        await gallery.EnrolAsync("Bob", GalleryRig.Photo(1));
        var version = await gallery.Database.VersionAsync(CancellationToken.None);

        await RefusedAsync(() => gallery.EnrolAsync("Ann", GalleryRig.Photo(2), GalleryRig.Photo(1)), "'photo1.jpg' is already enrolled");
        await RefusedAsync(() => gallery.EnrolAsync("Ann", [new("nowhere")], GalleryRig.Photo(2)), "no watchlist 'nowhere'");
        await RefusedAsync(
            () => gallery.EnrolAsync("Ann", GalleryRig.Photo(2), GalleryRig.Photo(3, length: 9)), "has 8 components, not 9");

        Assert.Equal(["Bob"], await gallery.NamesAsync());
        Assert.Empty(await gallery.People.OwnersAsync([GalleryRig.Photo(2).Sha256], CancellationToken.None));
        Assert.Equal(version, await gallery.Database.VersionAsync(CancellationToken.None));
        await gallery.EnrolAsync("Ann", GalleryRig.Photo(2));
    }

    [Fact]
    public async Task A_name_is_taken_in_whatever_case()
    {
        using var gallery = await OpenAsync();
        var ann = await gallery.EnrolAsync("Änn Öz");

        await RefusedAsync(() => gallery.EnrolAsync(" äNN öZ "), "'Änn Öz' is already enrolled");
        await RefusedAsync(() => gallery.EnrolAsync(" "), "A name must have 1 to 200 characters");
        await RefusedAsync(() => gallery.EnrolAsync("two\nlines"), "A name must have 1 to 200 characters");
        Assert.Equal(ann, (await gallery.People.GetAsync("änn öz", CancellationToken.None)).Id);
        Assert.Equal(ann, (await gallery.People.GetAsync(ann.Value, CancellationToken.None)).Id);
        await RefusedAsync(() => gallery.People.GetAsync("Zoe", CancellationToken.None), "No person has the name or id 'Zoe'");
    }

    [Fact]
    public async Task A_photo_is_enrolled_once()
    {
        using var gallery = await OpenAsync();
        var ann = await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));

        await RefusedAsync(() => gallery.EnrolAsync("Bob", GalleryRig.Photo(1)), "'photo1.jpg' is already enrolled");
        await RefusedAsync(() => gallery.EnrolAsync("Bob", GalleryRig.Photo(2), GalleryRig.Photo(2)), "'photo2.jpg' is already enrolled");
        await gallery.People.AddPhotosAsync(ann, [GalleryRig.Photo(3)], [], CancellationToken.None);

        var owners = await gallery.People.OwnersAsync(
            [GalleryRig.Photo(1).Sha256, GalleryRig.Photo(3).Sha256, GalleryRig.Photo(4).Sha256], CancellationToken.None);
        Assert.Equal(2, owners.Count);
        Assert.All(owners.Values, owner => Assert.Equal(new PhotoOwner(ann, "Ann"), owner));
    }

    [Fact]
    public async Task Another_master_key_is_reported_at_once()
    {
        using (await OpenAsync())
        {
        }

        File.Move(KeyFile, KeyFile + ".kept");
        await RefusedAsync(OpenAsync, $"The master key '{KeyFile}' of the database", "is not there");

        await File.WriteAllTextAsync(KeyFile, Convert.ToBase64String(new byte[32]), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RefusedAsync(OpenAsync, $"The master key in '{KeyFile}'", "is not the one that the database", "was encrypted with");

        await File.WriteAllTextAsync(KeyFile, "c2hvcnQ=", TestContext.Current.CancellationToken);
        await RefusedAsync(OpenAsync, $"'{KeyFile}' holds no master key");

        File.Move(KeyFile + ".kept", KeyFile, overwrite: true);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await RefusedAsync(OpenAsync, $"Other users can read the master key '{KeyFile}'. Run 'chmod 600 {KeyFile}'.");

        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead);
        using (await OpenAsync())
        {
        }
    }

    [Fact]
    public async Task A_new_master_key_is_for_its_owner_alone()
    {
        using (await OpenAsync())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    [Fact]
    public async Task Swapped_ciphertext_is_refused()
    {
        using var gallery = await OpenAsync();
        await gallery.EnrolAsync("Ann", GalleryRig.Photo(1), GalleryRig.Photo(2));
        await gallery.EnrolAsync("Bob", GalleryRig.Photo(3));
        await using var before = Faces.NewIndex();
        await gallery.CatchUpAsync(before);
        Assert.Equal(3, (await GalleryRig.FacesAsync(before)).Count);

        // The two of Ann change places: one key, but each is bound to its photo.
        await gallery.Database.ReadAsync(async context =>
        {
            var rows = await context.Templates.Where(row => row.Photo!.Person!.Name == "Ann").ToListAsync();
            await SetAsync(context, rows[0].PhotoId, rows[1].Vector);
            return await SetAsync(context, rows[1].PhotoId, rows[0].Vector);
        });

        await using var after = Faces.NewIndex();
        var report = await new IndexRebuild(gallery.Database, after).RunAsync(dryRun: false, _ => { }, CancellationToken.None);

        Assert.Single(await GalleryRig.FacesAsync(after));
        Assert.Equal(["Ann", "Ann"], report.NotTaken.Select(photo => photo.Name));
        Assert.All(
            report.NotTaken, photo => Assert.Contains("cannot be decrypted, the row was altered", photo.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_key_of_one_person_opens_nothing_of_another()
    {
        using var gallery = await OpenAsync();
        var ann = await gallery.EnrolAsync("Ann", GalleryRig.Photo(1));
        await gallery.EnrolAsync("Bob", GalleryRig.Photo(2));

        await gallery.SqlAsync(
            "UPDATE people SET \"WrappedKey\" = (SELECT bob.\"WrappedKey\" FROM people bob WHERE bob.\"Name\" = 'Bob')");

        await RefusedAsync(() => gallery.People.CropsAsync(ann, CancellationToken.None), "data of 'Ann' cannot be decrypted");
        await RefusedAsync(
            () => gallery.People.AddPhotosAsync(ann, [GalleryRig.Photo(3)], [], CancellationToken.None),
            "data of 'Ann' cannot be decrypted");
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        using (var gallery = await OpenAsync())
        {
            await gallery.SqlAsync("INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") "
                + "VALUES ('20990101000000_Later', '99.0.0')");
        }

        await RefusedAsync(OpenAsync, "was written by a newer version of analytics", "20990101000000_Later");
    }

    [Fact]
    public async Task Processes_that_start_and_enrol_at_once_do_not_get_in_each_others_way()
    {
        var names = Enumerable.Range(0, 8).Select(i => $"Person {i}").ToList();
        await Task.WhenAll(names.Select((name, i) => Task.Run(async () =>
        {
            using var gallery = await OpenAsync();
            await gallery.EnrolAsync(name, GalleryRig.Photo(i));
        })));

        using var gallery = await OpenAsync();
        Assert.Equal(names, await gallery.NamesAsync());
    }

    [Fact]
    public async Task Of_two_that_enrol_one_name_at_once_one_is_refused()
    {
        using var one = await OpenAsync();
        using var other = await OpenAsync();
        var outcomes = await Task.WhenAll(new[] { one, other }.Select((gallery, i) => Task.Run(async () =>
        {
            try
            {
                await gallery.EnrolAsync("Ann", GalleryRig.Photo(i));
                return "enrolled";
            }
            catch (FailureException refused)
            {
                return refused.Message;
            }
        })));

        Assert.Single(outcomes, outcome => outcome == "enrolled");
        Assert.Equal(["Ann"], await one.NamesAsync());
        Assert.Single(
            (await one.People.ShowAsync((await one.People.GetAsync("Ann", CancellationToken.None)).Id, CancellationToken.None)).Photos);
    }

    [Fact]
    public async Task The_migrations_are_those_of_the_rows()
    {
        using var engine = await EngineAsync();
        await using var context = engine.NewContext();

        Assert.False(context.Database.HasPendingModelChanges(), "Rows.cs has changed. Run 'ops/migrate NAME'.");
    }

    [Fact]
    public async Task The_compiled_model_is_that_of_the_rows()
    {
        using var engine = await EngineAsync();
        await using var context = engine.NewContext();
        var ofRows = context.GetService<IDesignTimeModel>().Model;
        const string remedy = "Run 'ops/migrate --models'.";

        Assert.True(context.Model is RuntimeModel, remedy);
        Assert.True(context.Model.GetProductVersion() == ofRows.GetProductVersion(), remedy);
        Assert.True(Text(context.Model) == Text(ofRows), $"{remedy}\n{Text(context.Model)}\n{Text(ofRows)}");
        Assert.Equal(context.Database.GetMigrations(), engine.Migrations);

        static string Text(IModel model) => string.Join('\n', model.GetEntityTypes().SelectMany(Lines));

        static IEnumerable<string> Lines(IEntityType type) => type.GetFlattenedProperties()
            .Select(property => $"{type.Name}.{property.Name} {property.ClrType} {property.GetColumnName()} {property.GetColumnType()} "
                + $"{property.IsNullable} {property.GetMaxLength()} {property.ValueGenerated}")
            .Concat(type.GetKeys().Select(key => $"{key}")).Concat(type.GetForeignKeys().Select(key => $"{key} {key.DeleteBehavior}"))
            .Concat(type.GetIndexes().Select(index => $"{index}")).Order(StringComparer.Ordinal)
            .Prepend($"{type.Name} {type.GetTableName()}");
    }

    private static Task<int> SetAsync(GalleryContext context, Guid photo, byte[] vector) => context.Templates
        .Where(row => row.PhotoId == photo).ExecuteUpdateAsync(row => row.SetProperty(template => template.Vector, vector));

    private protected static async Task RefusedAsync<T>(Func<Task<T>> action, params string[] explanations)
    {
        var refused = await Assert.ThrowsAnyAsync<FailureException>(action);
        Assert.All(explanations, explanation => Assert.Contains(explanation, refused.Message, StringComparison.Ordinal));
    }
}
