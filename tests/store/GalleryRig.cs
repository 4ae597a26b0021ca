using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.People.Index;
using Analytics.Store;
using Analytics.Store.Database;
using Microsoft.EntityFrameworkCore;

namespace Analytics.Tests.Store;

/// <summary>An open gallery with its registers and an index, as one process has it.</summary>
internal sealed class GalleryRig : IDisposable
{
    private GalleryRig(GalleryDatabase database) => Database = database;

    public GalleryDatabase Database { get; }

    public PeopleRegister People => new(Database, TimeProvider.System);

    public WatchlistRegister Lists => new(Database, TimeProvider.System);

    public CameraRegister Cameras => new(Database, TimeProvider.System);

    public IndexKeeper Keeper => new(Database);

    public static async Task<GalleryRig> OpenAsync(DatabaseEngine engine, string keyFile) =>
        new(await GalleryDatabase.OpenAsync(engine, new MasterKeySource(keyFile, null), CancellationToken.None));

    public void Dispose() => Database.Dispose();

    /// <summary>A photo whose template points along <paramref name="axis"/>.</summary>
    public static NewPhoto Photo(int axis, string? sha = null, int length = 8, string model = "test")
    {
        var vector = new float[length];
        vector[axis % length] = 1;
        vector[(axis + 1) % length] = 0.1f + axis;
        var crop = new byte[3000];
        new Random(axis).NextBytes(crop);
        return new NewPhoto(
            $"photo{axis}.jpg", sha ?? $"{axis:x64}", new FaceQuality(0.9f, 100, 0, 0, 0, 0.5f, 120, 0.9f), crop,
            new Template(new ModelId(model), vector));
    }

    public Task<PersonId> EnrolAsync(string name, params NewPhoto[] photos) => EnrolAsync(name, [], photos);

    public Task<PersonId> EnrolAsync(string name, IReadOnlyList<WatchlistId> lists, params NewPhoto[] photos) =>
        People.EnrolAsync(name, null, photos, lists, CancellationToken.None);

    public async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. (await People.ListAsync(CancellationToken.None)).Select(person => person.Name)];

    public async Task CatchUpAsync(IFaceIndex index)
    {
        var done = await Keeper.CatchUpAsync(index, CancellationToken.None);
        Xunit.Assert.Null(done.Unavailable);
    }

    public Task<int> SqlAsync(string sql) => Database.NoteAsync(context => context.Database.ExecuteSqlRawAsync(sql));

    public static async Task<IReadOnlyList<FaceId>> FacesAsync(IFaceIndex index) =>
        (await index.ListAsync(null, 10_000, CancellationToken.None)).Value;
}
