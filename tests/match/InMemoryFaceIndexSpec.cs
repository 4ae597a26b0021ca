using Analytics.Contracts;
using Analytics.Match.Index;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching;

public sealed class InMemoryFaceIndexSpec
{
    [Fact]
    public void The_nearest_people_come_first_each_with_their_nearest_photo() =>
        Gen.Select(Gen.Int[0, 9], Gen.Float[-1, 1].Array[6]).Array[1, 40].Sample(photos =>
        {
            var index = new InMemoryFaceIndex(Faces.Model);
            var kept = photos.Where(photo => photo.Item2.Any(value => MathF.Abs(value) > 0.01f))
                .Select(photo => (Person: new PersonId($"p{photo.Item1}"), Template: new Template(Faces.Model, [.. photo.Item2]))).ToList();
            foreach (var (person, template) in kept)
            {
                index.Add(person, template);
            }

            var probe = new Template(Faces.Model, [1, 2, 3, 4, 5, 6]);
            var expected = kept.GroupBy(photo => photo.Person)
                .Select(person => person.Max(photo => photo.Template.CompareTo(probe).Value)).OrderDescending().Take(3);

            var found = index.Search(probe, 3).Select(candidate => candidate.Similarity.Value);

            Assert.Equal(expected.Select(value => MathF.Round(value, 4)), found.Select(value => MathF.Round(value, 4)));
        });

    [Fact]
    public void An_empty_gallery_has_no_candidates() =>
        Assert.Empty(new InMemoryFaceIndex(Faces.Model).Search(Faces.Like(0, 1f), 5));

    [Fact]
    public void A_template_that_is_not_finite_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Template(Faces.Model, [float.NaN, 1]));
        Assert.Throws<ArgumentException>(() => new Template(Faces.Model, [0, 0]));
    }
}
