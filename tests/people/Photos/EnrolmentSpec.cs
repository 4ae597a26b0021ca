using Analytics.Contracts;
using Analytics.Host.Commands.People;
using Analytics.Match.Index;
using Analytics.People.Photos;
using Analytics.Tests.Matching;
using Xunit;

namespace Analytics.Tests.People.Photos;

public sealed class EnrolmentSpec
{
    private static readonly Similarity Alike = new(0.4f);
    private static readonly Similarity Different = new(0.2f);

    [Fact]
    public void Two_people_who_look_alike_and_one_who_does_not_look_like_himself_are_conflicts()
    {
        PhotoVerdict[] photos =
        [
            Accepted("Ann", "ann1", 0, 1f), Accepted("Ann", "ann2", 0, 0.9f), Accepted("Ann", "ann3", 1, 0.9f),
            Accepted("Bob", "bob1", 0, 0.8f), Rejected("Cid", "cid1"),
        ];

        var conflicts = Enrolment.FindConflicts(photos, Alike, Different);

        Assert.Equal(
            [("ann1", "ann3", true), ("ann1", "bob1", false), ("ann2", "ann3", true), ("ann2", "bob1", false)],
            conflicts.Select(conflict => (conflict.Left.Path, conflict.Right.Path, conflict.SamePerson)));
    }

    [Theory]
    [InlineData(0.4f, true)]
    [InlineData(0.39f, false)]
    public void People_look_alike_from_the_limit_on(float similarity, bool conflict) => Assert.Equal(
        conflict, Enrolment.FindConflicts([Accepted("Ann", "a", 0, 1f), Accepted("Bob", "b", 0, similarity)], Alike, Different).Count == 1);

    [Theory]
    [InlineData(0.2f, false)]
    [InlineData(0.19f, true)]
    public void Photos_of_one_person_contradict_each_other_below_the_limit(float similarity, bool conflict) => Assert.Equal(
        conflict, Enrolment.FindConflicts([Accepted("Ann", "a", 0, 1f), Accepted("Ann", "b", 0, similarity)], Alike, Different).Count == 1);

    [Fact]
    public async Task Only_accepted_photos_come_into_the_index()
    {
        var enrolment = new Enrolment(
            [Accepted("Ann", "a", 0, 1f), Accepted("Ann", "b", 0, 0.9f), Rejected("Ann", "c"), Rejected("Bob", "d")], []);
        var index = Faces.NewIndex();

        await enrolment.AddToAsync(index, TestContext.Current.CancellationToken);

        Assert.Equal(1, enrolment.People);
        var hits = await index.SearchAsync([new FaceQuery(Faces.Like(0, 1f), 5)], TestContext.Current.CancellationToken);
        Assert.Equal([new PersonId("Ann")], hits.Value[0].Select(hit => hit.Person!.Value));
    }

    [Fact]
    public void The_report_has_a_line_for_each_photo_and_warning_and_a_sum()
    {
        PhotoVerdict[] photos =
        [
            Accepted("Ann", "ann.jpg", 0, 1f), Accepted("Bob", "bob.jpg", 0, 0.8f), Accepted("Bob", "bob2.jpg", 1, 1f),
            Rejected("Cid", "cid.jpg"),
        ];

        var lines = EnrolmentReport.Lines(new Enrolment(photos, Enrolment.FindConflicts(photos, Alike, Different)));

        Assert.Equal(
            [
                "accepted  Ann: ann.jpg (quality 0.87)",
                "accepted  Bob: bob.jpg (quality 0.87)",
                "accepted  Bob: bob2.jpg (quality 0.87)",
                "rejected  Cid: cid.jpg: no face was found",
                "warning   Ann and Bob look alike ('ann.jpg', 'bob.jpg', similarity 0.800): they may be mistaken for each other, or be "
                    + "one person.",
                "warning   Bob: 'bob.jpg' and 'bob2.jpg' do not look like one person (similarity 0.000). Remove the wrong one.",
                "2 people enrolled from 3 of 4 photos, 2 warnings.",
            ],
            lines);
    }

    [Fact]
    public void The_report_says_once_what_was_left_out()
    {
        var some = new Enrolment([Accepted("Ann", "a", 0, 1f)], []) { LeftOut = "2 entries are left out." };

        Assert.Single(EnrolmentReport.Lines(some), "2 entries are left out.");
    }

    [Fact]
    public void A_sum_of_one_is_singular() =>
        Assert.Equal(
            "1 person enrolled from 1 of 1 photo.", EnrolmentReport.Lines(new Enrolment([Accepted("Ann", "a", 0, 1f)], [])).Last());

    private static PhotoVerdict Accepted(string person, string path, int axis, float similarity) => new(
        new Photo(new PersonId(person), path), new FaceQuality(0.87f, 80, 0, 0, 0, 0.9f, 128, 0.9f), Faces.Like(axis, similarity), null);

    private static PhotoVerdict Rejected(string person, string path) =>
        new(new Photo(new PersonId(person), path), null, null, "no face was found");
}
