using Analytics.Contracts;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching.Index;

public abstract partial class FaceIndexSpec
{
    [Fact]
    public async Task What_is_held_of_a_face_distinguishes_persons_and_sets_of_lists_in_whatever_order_they_were_said()
    {
        await using var index = await OpenAsync(NewCollection());
        WatchlistId staff = new("staff"), vip = new("vip");
        FaceEntry[] faces =
        [
            Sighting(0.9f) with { Person = new PersonId("anna"), Watchlists = [vip, staff] },
            Sighting(0.8f) with { Person = new PersonId("anna"), Watchlists = [staff] },
            Sighting(0.7f) with { Person = new PersonId("ben"), Watchlists = [staff] },
            Sighting(0.6f),
        ];
        await index.UpsertAsync(faces, CancellationToken.None);
        await index.RemoveAsync([faces[1].Id], CancellationToken.None);

        Assert.Equal(
            new[]
            {
                FaceContents.Of(faces[0].Id, new PersonId("anna"), [staff, vip]), FaceContents.Of(
                    faces[2].Id, new PersonId("ben"), [staff]),
                FaceContents.Of(faces[3].Id, null, []),
            }.OrderBy(face => face.Face.Value),
            await ContentsAsync(index));

        await index.RelistAsync(new PersonId("ben"), [], CancellationToken.None);
        Assert.Contains(FaceContents.Of(faces[2].Id, new PersonId("ben"), []), await ContentsAsync(index));
    }

    [Fact]
    public async Task More_faces_than_one_page_are_all_held()
    {
        await using var index = await OpenAsync(NewCollection());
        FaceEntry[] faces = [.. Photos("anna", 1300, nearest: 0.9f)];
        await index.UpsertAsync(faces, CancellationToken.None);

        Assert.Equal(faces.Select(face => face.Id.Value).Order(), (await ContentsAsync(index)).Select(face => face.Face.Value));
    }
}
